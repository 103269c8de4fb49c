import { createReadStream } from 'node:fs'
import { TallyError, type TenantReport, type VerifierKey, verifyExport } from '@tallystick/core'
import { isMissing } from './files.ts'
import { sha256 } from './sha256.ts'

/**
 * Verifies a file that was exported: proof documents, one or many, or a range of lines with its trailers.
 * Rejects TALLY_CLI_USAGE when there is no such file.
 */
export async function verifyFile(path: string, pin: VerifierKey | undefined): Promise<TenantReport[]> {
  try {
    return await verifyExport(createReadStream(path), pin, sha256)
  } catch (error) {
    if (!isMissing(error)) throw error
    throw new TallyError('TALLY_CLI_USAGE', `there is no file ${path}`, { cause: error })
  }
}
