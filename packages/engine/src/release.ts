/** Smaller ones may stand in the pool that Node shares among them, and are not worth it. */
const WORTH_BYTES = 64 * 1024

/**
 * Gives back at once the memory of a buffer that nobody reads any more, with every other view of it. The collector sees buffers of
 * megabytes as small objects: left to it, hundreds of them wait, and it collects the whole heap over and over for their sake.
 */
export function release({ byteLength, buffer }: Buffer): void {
  if (byteLength >= WORTH_BYTES) (buffer as ArrayBuffer).transfer(0)
}
