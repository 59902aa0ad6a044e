/**
 * Splits text into what names links: an id a line, or JSON values, on one line or over several, one after another as `jq`
 * prints them or in an array.
 *
 * @since 0.1.0
 */
import { isSpreadsheetError } from "./IdShape.js"

/**
 * A part of the text, with the line that it begins on.
 *
 * @since 0.1.0
 * @category models
 */
export type Piece =
  | { readonly kind: "id" | "json" | "problem"; readonly line: number; readonly text: string }
  | { readonly kind: "row"; readonly line: number; readonly linkId: string; readonly workspaceId: string }

/**
 * A splitter of text that comes chunk by chunk. It stops at the first problem.
 *
 * @since 0.1.0
 * @category models
 */
export interface Splitter {
  /** The pieces that are complete with this chunk. The last chunk completes them all; it may be empty. */
  readonly push: (chunk: string, isLast?: boolean) => ReadonlyArray<Piece>
}

/**
 * The length of the longest line, JSON value or row: far more than a link is described with. What is longer was never
 * closed.
 *
 * @since 0.1.0
 * @category constants
 */
export const longestValue = 1024 * 1024

const blank = /[ \t\n]/

const opensJson = /["{]/

const element = "Expected the elements of the array to be JSON objects with linkId, or strings"

/**
 * A splitter that keeps no more of the text than the piece at hand. Lines that begin with `#` are comments.
 *
 * @since 0.1.0
 * @category constructors
 */
export class LinkSplitter implements Splitter {
  private rest = ""
  private line: number
  /** The line on which a JSON value has ended, where only another one may follow. */
  private lineAfterValue = 0
  private broken = false
  /** The token that may follow in the current array, if there is one. */
  private array: "first" | "element" | "separator" | undefined
  private arrayLine = 0
  // How far the JSON value at hand was looked through, and what was found there.
  private looked = 0
  private lines = 0
  private depth = 0
  private inString = false

  /** @param line - The number of the first line. */
  constructor(line = 1) {
    this.line = line
  }

  push(chunk: string, isLast = false): ReadonlyArray<Piece> {
    this.rest += chunk
    const pieces: Array<Piece> = []
    let from = 0
    while (!this.broken) {
      from = this.skipBlanks(from)
      const first = this.rest[from]
      if (first === undefined) break
      if (this.takesBracket(first)) {
        from += 1
        continue
      }
      const line = this.line
      const isComment = this.isComment(from, isLast)
      if (isComment === undefined) break
      const isJson = opensJson.test(first)
      const end = isJson ? this.endOfJson(from, isLast) : this.endOfLine(from, isLast)
      if (end === undefined) break
      if (typeof end === "string") {
        this.broken = true
        pieces.push({ kind: "problem", line, text: end })
      } else {
        const text = this.rest.slice(from, end)
        if (!isComment) pieces.push({ kind: isJson ? "json" : "id", line, text: text.replace(/[ \t]+$/, "") })
        from = end
      }
    }
    if (isLast && !this.broken && this.array !== undefined) {
      pieces.push({ kind: "problem", line: this.arrayLine, text: "The JSON array is not closed" })
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

  /** The brackets of an array and the commas in it stand between values. */
  private takesBracket(first: string): boolean {
    if (this.array === undefined) {
      if (first !== "[") return false
      this.array = "first"
      this.arrayLine = this.line
      return true
    }
    if (first === "]" && this.array !== "element") {
      this.array = undefined
      this.lineAfterValue = this.line
      return true
    }
    if (first !== "," || this.array !== "separator") return false
    this.array = "element"
    return true
  }

  /** Tells whether a comment begins here; `undefined` while too little of the line is there to tell. */
  private isComment(from: number, isLast: boolean): boolean | undefined {
    if (this.rest[from] !== "#" || this.array !== undefined || this.line === this.lineAfterValue) return false
    const end = this.rest.indexOf("\n", from)
    if (end === -1 && !isLast && this.rest.length - from <= longestValue) return undefined
    return !isSpreadsheetError(this.rest.slice(from, end === -1 ? this.rest.length : end))
  }

  private endOfLine(from: number, isLast: boolean): number | string | undefined {
    if (this.array !== undefined) {
      return this.array === "separator" ? "Expected a comma between the elements of the array, or its end" : element
    }
    if (this.line === this.lineAfterValue) return "After a JSON value only another one may follow on its line"
    const end = this.rest.indexOf("\n", from)
    if (end !== -1) return end
    if (this.rest.length - from > longestValue) return "The line is longer than 1 MiB"
    return isLast ? this.rest.length : undefined
  }

  private endOfJson(from: number, isLast: boolean): number | string | undefined {
    if (this.array === "separator") return "Expected a comma between the elements of the array, or its end"
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
    if (this.array !== undefined) this.array = "separator"
    return end
  }
}
