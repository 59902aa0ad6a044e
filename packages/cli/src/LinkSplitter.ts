/**
 * Splits text into what names a link each: an id a line, or JSON values one after another, on one line or over several, as
 * `jq` prints them.
 *
 * @since 0.1.0
 */

/**
 * A part of the text, with the line that it begins on.
 *
 * @since 0.1.0
 * @category models
 */
export interface Piece {
  readonly kind: "id" | "json" | "problem"
  readonly line: number
  readonly text: string
}

/** Far more than a link is described with. What is longer was never closed. */
const longestValue = 1024 * 1024

const blank = /\s/

const opensJson = /["[{]/

/**
 * Takes text chunk by chunk, and keeps no more of it than the piece at hand. After a problem it finds nothing more.
 *
 * @since 0.1.0
 * @category constructors
 */
export class LinkSplitter {
  private rest = ""
  private line = 1
  /** The line on which a JSON value has ended, where only another one may follow. */
  private lineAfterValue = 0
  private broken = false
  // How far the JSON value at hand was looked through, and what was found there.
  private looked = 0
  private lines = 0
  private depth = 0
  private inString = false

  /** The pieces that are complete with this chunk. The last chunk completes them all; it may be empty. */
  push(chunk: string, isLast = false): ReadonlyArray<Piece> {
    this.rest += chunk
    const pieces: Array<Piece> = []
    let from = 0
    while (!this.broken) {
      from = this.skipBlanks(from)
      const first = this.rest[from]
      if (first === undefined) break
      const line = this.line
      const isJson = opensJson.test(first)
      const end = isJson ? this.endOfJson(from, isLast) : this.endOfLine(from, isLast)
      if (end === undefined) break
      if (typeof end === "string") {
        this.broken = true
        pieces.push({ kind: "problem", line, text: end })
      } else {
        pieces.push({ kind: isJson ? "json" : "id", line, text: this.rest.slice(from, end).trimEnd() })
        from = end
      }
    }
    this.rest = this.rest.slice(from)
    return pieces
  }

  private skipBlanks(from: number): number {
    let at = from
    for (; at < this.rest.length && blank.test(this.rest.charAt(at)); at++) {
      if (this.rest[at] === "\n") this.line++
    }
    return at
  }

  private endOfLine(from: number, isLast: boolean): number | string | undefined {
    if (this.line === this.lineAfterValue) return "After a JSON value only another one may follow on its line"
    const end = this.rest.indexOf("\n", from)
    if (end !== -1) return end
    if (this.rest.length - from > longestValue) return "The line is longer than 1 MiB"
    return isLast ? this.rest.length : undefined
  }

  private endOfJson(from: number, isLast: boolean): number | string | undefined {
    let at = from + this.looked
    for (; at < this.rest.length; at++) {
      const character = this.rest[at]
      if (this.inString) {
        if (character === "\n") return "The JSON string is not closed on its line"
        if (character === "\\") at++
        else if (character === '"') this.inString = false
      } else if (character === '"') this.inString = true
      else if (character === "{" || character === "[") this.depth++
      else if (character === "}" || character === "]") this.depth--
      else if (character === "\n") this.lines++
      if (!this.inString && this.depth <= 0) return this.completeValue(at + 1)
    }
    if (isLast) return "The JSON value is not closed"
    if (this.rest.length - from > longestValue) return "The JSON value is longer than 1 MiB, or not closed"
    // Behind the end where a backslash was the last character: what it escapes comes with the next chunk.
    this.looked = at - from
    return undefined
  }

  private completeValue(end: number): number {
    this.looked = 0
    this.depth = 0
    this.line += this.lines
    this.lines = 0
    this.lineAfterValue = this.line
    return end
  }
}
