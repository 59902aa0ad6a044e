/**
 * The reading of a journal from its bytes, piece by piece.
 *
 * @since 0.1.0
 */
import * as JournalLine from "./JournalLine.js"

/**
 * The part of a journal that one piece of its bytes completes.
 *
 * @since 0.1.0
 * @category models
 */
export interface Part {
  readonly lines: ReadonlyArray<JournalLine.Line>
  /** The number of the line after these, from 1, when it cannot be read. Reading ends there. */
  readonly corrupt?: number
}

/**
 * The end of a journal.
 *
 * @since 0.1.0
 * @category models
 */
export interface End extends Part {
  /**
   * The text after the last line break: nothing, a line without its line break, or the beginning of a line, which a process
   * leaves that is killed while it writes.
   */
  readonly tail: "nothing" | "line" | "torn"
}

const beginning = '{"v":1,'

/** A longer line was written by something else, in bytes. */
const longestLine = 1024 * 1024

const newline = 10

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

const lossyUtf8 = new TextDecoder()

const lineOf = (bytes: Uint8Array): JournalLine.Line | undefined => {
  try {
    return JournalLine.decode(utf8.decode(bytes))
  } catch {
    return undefined
  }
}

const joined = (first: Uint8Array, second: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(first.length + second.length)
  bytes.set(first)
  bytes.set(second, first.length)
  return bytes
}

/**
 * Reads a journal piece by piece.
 *
 * @since 0.1.0
 * @category models
 */
export class JournalReader {
  /** The size of the lines read so far, in bytes, each with its line break. */
  bytes = 0
  private lines = 0
  private rest: Uint8Array = new Uint8Array(0)

  /** Reads the next piece. */
  read(piece: Uint8Array): Part {
    const bytes = this.rest.length === 0 ? piece : joined(this.rest, piece)
    const lines: Array<JournalLine.Line> = []
    let start = 0
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
      const line = lineOf(bytes.subarray(start, end))
      if (line === undefined) return { lines, corrupt: this.lines + 1 }
      lines.push(line)
      this.lines += 1
      start = end + 1
    }
    this.bytes += start
    this.rest = bytes.slice(start)
    return this.rest.length > longestLine ? { lines, corrupt: this.lines + 1 } : { lines }
  }

  /** Reads what is left after the last piece. */
  end(): End {
    if (this.rest.length === 0) return { lines: [], tail: "nothing" }
    const line = lineOf(this.rest)
    if (line !== undefined) return { lines: [line], tail: "line" }
    // Only the beginning of a line may be cut off. Anything else was written by something else.
    return beginning.startsWith(lossyUtf8.decode(this.rest.subarray(0, beginning.length)))
      ? { lines: [], tail: "torn" }
      : { lines: [], tail: "nothing", corrupt: this.lines + 1 }
  }
}
