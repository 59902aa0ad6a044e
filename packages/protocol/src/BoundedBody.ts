/**
 * The collection of a body up to a limit.
 *
 * @since 0.1.0
 */

/**
 * Collects the chunks of a body up to a limit, so that an endless response costs no more than that.
 *
 * @since 0.1.0
 * @category models
 */
export class BoundedBody {
  private readonly chunks: Array<Uint8Array> = []
  private readonly maxBytes: number
  private arrived = 0

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes
  }

  /** The number of bytes that have arrived. */
  get size(): number {
    return this.arrived
  }

  /** Tells whether more than the limit has arrived. What is over it is not kept. */
  get truncated(): boolean {
    return this.size > this.maxBytes
  }

  /** Adds what has arrived, and keeps of it what is within the limit. */
  append(chunk: Uint8Array): this {
    if (chunk.byteLength === 0) return this
    const room = this.maxBytes - this.arrived
    this.chunks.push(chunk.byteLength <= room ? chunk : chunk.subarray(0, Math.max(0, room)))
    this.arrived += chunk.byteLength
    return this
  }

  /** What was kept, in one piece. */
  bytes(): Uint8Array {
    const [first, ...others] = this.chunks
    if (first !== undefined && others.length === 0) return first
    const joined = new Uint8Array(Math.min(this.size, this.maxBytes))
    let offset = 0
    for (const chunk of this.chunks) {
      joined.set(chunk, offset)
      offset += chunk.byteLength
    }
    return joined
  }
}

/**
 * Tells whether a body is known to stay within a limit before it is read: by its length, unless it is compressed.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isKnownToFit = (
  contentLength: string | undefined,
  contentEncoding: string | undefined,
  maxBytes: number
): boolean => !contentEncoding && !!contentLength && Number(contentLength) <= maxBytes
