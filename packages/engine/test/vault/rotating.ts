/** A vault that is meant to be killed: `rotating.ts <directory> <encryption key> <next>`. Rotates and rewraps for ever, and prints the id of each new key. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { systemClock } from '../../src/ports/clock.ts'
import { createVault } from '../../src/vault/index.ts'

const [directory = '', encryptionKey = '', next = ''] = process.argv.slice(2)
const vault = createVault({ directory, encryptionKey, clock: systemClock })
await vault.open()
process.stdout.write('open\n')
for (let i = 0; ; i++) {
  const { id } = await vault.rotate(`tenant-${i % 20}`, i % 3 === 0 ? 'hash' : 'encrypt')
  process.stdout.write(`${id}\n`)
  if (i % 5 === 4) await vault.rewrap(next)
  await nextTurn()
}
