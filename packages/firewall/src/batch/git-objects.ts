import type { ChildProcess } from 'node:child_process'
import { GitError, type GitOptions, startGit } from './git.ts'

/** Reads objects of a repository through one `git cat-file --batch`. */
export class ObjectReader {
  readonly #options: GitOptions
  #child: ChildProcess | undefined
  #pieces: AsyncIterator<Buffer> | undefined
  #left: Buffer = Buffer.alloc(0)
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: GitOptions) {
    this.#options = options
  }

  /** The content of a blob. */
  read(object: string): Promise<Buffer> {
    const answer = this.#last.then(() => this.#ask(object))
    this.#last = answer.catch(() => {})
    return answer
  }

  close(): void {
    this.#child?.kill()
  }

  async #ask(object: string): Promise<Buffer> {
    if (this.#child === undefined) {
      this.#child = startGit(['cat-file', '--batch'], this.#options)
      this.#child.on('error', () => {})
      this.#child.stdin!.on('error', () => {})
      this.#child.stderr!.resume()
      this.#pieces = this.#child.stdout![Symbol.asyncIterator]()
    }
    this.#child.stdin!.write(`${object}\n`)
    let end = this.#left.indexOf(10)
    while (end < 0) {
      await this.#more()
      end = this.#left.indexOf(10)
    }
    // `object SP type SP size LF content LF`, or `object SP missing LF`
    const [, type, size] = this.#left.toString('latin1', 0, end).split(' ')
    this.#left = this.#left.subarray(end + 1)
    if (type !== 'blob') throw new GitError(`git has no blob ${object}`, false)
    return (await this.#take(Number(size) + 1)).subarray(0, -1)
  }

  async #take(bytes: number): Promise<Buffer> {
    const pieces: Buffer[] = []
    let missing = bytes
    for (;;) {
      const piece = this.#left.subarray(0, missing)
      pieces.push(piece)
      this.#left = this.#left.subarray(piece.length)
      missing -= piece.length
      if (missing === 0) return pieces.length === 1 ? piece : Buffer.concat(pieces)
      await this.#more()
    }
  }

  async #more(): Promise<void> {
    const next = await this.#pieces!.next()
    if (next.done) throw new GitError('git cat-file ended', false)
    this.#left = this.#left.length === 0 ? next.value : Buffer.concat([this.#left, next.value])
  }
}
