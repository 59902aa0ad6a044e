import * as Either from "effect/Either"
import * as Line from "./line.js"

/** How the text of every line begins. */
const beginning = '{"v":1,'

/** A longer line is none of ours, in bytes. */
const longestLine = 1024 * 1024

const newline = 10

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })

const textOf = (bytes: Uint8Array): string => {
  try {
    return utf8.decode(bytes)
  } catch {
    return ""
  }
}

const lossyUtf8 = new TextDecoder()

/** What stands after the last end of a line: nothing, a line whose end alone is missing, or the beginning of one. */
export type Tail = "nothing" | "line" | "torn"

/** Reads a journal piece by piece. */
export class JournalReader {
  /** How many bytes the lines have that were read to their end. */
  bytes = 0
  private count = 0
  private rest: Uint8Array = new Uint8Array(0)
  private readonly take: (line: Line.Line) => void

  /** @param take - Is given each line. */
  constructor(take: (line: Line.Line) => void) {
    this.take = take
  }

  /** Reads a piece. On the left is the number of a line that cannot be read. */
  read(piece: Uint8Array): Either.Either<void, number> {
    const bytes = this.withRest(piece)
    let start = 0
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
      if (!this.line(bytes.subarray(start, end))) return Either.left(this.count + 1)
      start = end + 1
    }
    this.bytes += start
    this.rest = bytes.slice(start)
    return this.rest.length > longestLine ? Either.left(this.count + 1) : Either.void
  }

  /** What is left at the end of the file. On the left is the number of a line that is none of ours. */
  end(): Either.Either<Tail, number> {
    if (this.rest.length === 0) return Either.right("nothing")
    if (this.line(this.rest)) return Either.right("line")
    // A process that is killed leaves the beginning of a line. Anything else is not ours to throw away.
    return beginning.startsWith(lossyUtf8.decode(this.rest.subarray(0, beginning.length)))
      ? Either.right("torn")
      : Either.left(this.count + 1)
  }

  private withRest(piece: Uint8Array): Uint8Array {
    if (this.rest.length === 0) return piece
    const bytes = new Uint8Array(this.rest.length + piece.length)
    bytes.set(this.rest)
    bytes.set(piece, this.rest.length)
    return bytes
  }

  private line(bytes: Uint8Array): boolean {
    const line = Line.decode(textOf(bytes))
    if (Either.isLeft(line)) return false
    this.count += 1
    this.take(line.right)
    return true
  }
}
