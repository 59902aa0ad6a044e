/**
 * Standard output that goes to a file.
 *
 * @since 0.1.0
 */
import { fstatSync, fsyncSync, writeSync } from "node:fs"
import type { Stream } from "./Output.js"

/** Writes all bytes. Node's own stream for a file ignores that a nearly full disk takes only a part of them. */
const writeAll = (descriptor: number, bytes: Uint8Array): void => {
  for (let offset = 0; offset < bytes.length; ) offset += writeSync(descriptor, bytes, offset)
}

const attempt = (write: () => void, done: (error?: Error | null) => void): void => {
  let failed: Error | null = null
  try {
    write()
  } catch (error) {
    failed = error instanceof Error ? error : new Error(String(error))
  }
  done(failed)
}

/**
 * The stream of a descriptor that is a file or a device; otherwise, as for pipes and terminals, the given one.
 *
 * @since 0.1.0
 * @category constructors
 */
export const orElse = (descriptor: number, stream: Stream): Stream => {
  if (stream.isTTY === true) return stream
  const stats = fstatSync(descriptor)
  if (!stats.isFile() && !stats.isCharacterDevice()) return stream
  return {
    write: (text, written) => {
      attempt(() => writeAll(descriptor, new TextEncoder().encode(text)), written)
      return true
    },
    // Some file systems find out only now that there is no space.
    ...(stats.isFile() ? { flush: (done) => attempt(() => fsyncSync(descriptor), done) } : {}),
    on: () => undefined
  }
}
