import { type ErrorCode, TallyError } from '../errors.ts'
import type { Token } from './lexer.ts'

/** The tokens of a query, one after the other. What the lexer could not read is thrown when it is reached. */
export class TokenReader {
  readonly #tokens: readonly Token[]
  /** Length of the query: the position of errors at its end. */
  readonly #length: number
  #at = 0

  constructor(tokens: readonly Token[], length: number) {
    this.#tokens = tokens
    this.#length = length
  }

  get peek(): Token | undefined {
    const token = this.#tokens[this.#at]
    if (token?.kind === 'error')
      throw new TallyError('TALLY_QUERY_SYNTAX', token.message, { position: token.position })
    return token
  }

  next(): Token | undefined {
    const token = this.peek
    if (token) this.#at++
    return token
  }

  /** An error at a token, or at the end of the query. */
  error(code: ErrorCode, message: string, token: Token | undefined): TallyError {
    return new TallyError(code, message, { position: token?.start ?? this.#length })
  }

  syntax(message: string, token: Token | undefined): TallyError {
    return this.error('TALLY_QUERY_SYNTAX', message, token)
  }
}
