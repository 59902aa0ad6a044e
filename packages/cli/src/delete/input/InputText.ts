/**
 * The text of input that arrives in bytes: UTF-8, or UTF-16 with a byte-order mark, with any of the three line ends.
 *
 * @since 0.1.0
 */

/**
 * Text that was decoded, its line ends all `\n`, and what ends it.
 *
 * @since 0.1.0
 * @category models
 */
export interface Decoded {
  readonly text: string
  /** The problem with the bytes that follow the text, where they cannot be read. */
  readonly problem?: string
}

const noBytes = new Uint8Array(0)

/** The first bytes of files that are not text. */
const signatures: ReadonlyArray<readonly [bytes: ReadonlyArray<number>, problem: string]> = [
  [[0x50, 0x4b, 0x03, 0x04], "It is a zip archive or an Excel workbook, not text: export the sheet as CSV"],
  [[0xd0, 0xcf, 0x11, 0xe0], "It is an Office document, not text: export the sheet as CSV"],
  [[0x1f, 0x8b], "It is compressed with gzip, not text: unpack it first"],
  [[0x25, 0x50, 0x44, 0x46], "It is a PDF, not text"],
  [[0x7b, 0x5c, 0x72, 0x74, 0x66], "It is a document in RTF: save it as plain text"],
  [[0xff, 0xfe, 0x00, 0x00], "It is UTF-32: save it as UTF-8"],
  [[0x00, 0x00, 0xfe, 0xff], "It is UTF-32: save it as UTF-8"]
]

const byteOrderMarks: ReadonlyArray<readonly [bytes: ReadonlyArray<number>, encoding: string]> = [
  [[0xef, 0xbb, 0xbf], "utf-8"],
  [[0xff, 0xfe], "utf-16le"],
  [[0xfe, 0xff], "utf-16be"]
]

/** So many bytes tell which it is. */
const longestSignature = 5

const beginsWith = (bytes: Uint8Array, beginning: ReadonlyArray<number>): boolean =>
  beginning.every((byte, index) => bytes[index] === byte)

const joined = (one: Uint8Array, other: Uint8Array): Uint8Array => {
  if (one.length === 0) return other
  const both = new Uint8Array(one.length + other.length)
  both.set(one)
  both.set(other, one.length)
  return both
}

/** The number of bytes at the end that begin a character which the next chunk completes. */
const incomplete = (bytes: Uint8Array, encoding: string): number => {
  if (encoding !== "utf-8") {
    const odd = bytes.length % 2
    const high = bytes[bytes.length - odd - (encoding === "utf-16le" ? 1 : 2)]
    return high !== undefined && high >= 0xd8 && high <= 0xdb ? odd + 2 : odd
  }
  for (let length = 1; length <= Math.min(3, bytes.length); length++) {
    const byte = bytes[bytes.length - length] ?? 0
    if (byte >= 0xc0) return length < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? length : 0
    if (byte < 0x80) return 0
  }
  return 0
}

/**
 * Decodes bytes chunk by chunk. However they are cut into chunks, the text is the same, and so is where it ends. After a
 * problem it is not to be asked again.
 *
 * @since 0.1.0
 * @category constructors
 */
export class InputText {
  private bytes: Uint8Array = noBytes
  private encoding: string | undefined
  private endsInReturn = false

  push(chunk: Uint8Array, isLast = false): Decoded {
    this.bytes = joined(this.bytes, chunk)
    if (this.encoding === undefined) {
      if (this.bytes.length < longestSignature && !isLast) return { text: "" }
      const foreign = signatures.find(([bytes]) => beginsWith(this.bytes, bytes))
      if (foreign !== undefined) return { text: "", problem: foreign[1] }
      const mark = byteOrderMarks.find(([bytes]) => beginsWith(this.bytes, bytes))
      this.encoding = mark?.[1] ?? "utf-8"
      this.bytes = this.bytes.subarray(mark?.[0].length ?? 0)
    }
    const end = this.bytes.length - (isLast ? 0 : incomplete(this.bytes, this.encoding))
    const whole = this.bytes.subarray(0, end)
    this.bytes = this.bytes.slice(end)
    return this.withLineEnds(this.decode(whole, this.encoding), isLast)
  }

  private decode(bytes: Uint8Array, encoding: string): Decoded {
    const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
    try {
      const text = decoder.decode(bytes)
      const nul = text.indexOf("\0")
      return nul === -1
        ? { text }
        : {
            text: text.slice(0, nul),
            problem: "It holds NUL bytes: it is binary, or UTF-16 without a byte-order mark. Save it as UTF-8"
          }
    } catch {
      return this.untilBroken(bytes, encoding)
    }
  }

  /** The lines before the one that is broken. No byte of a character in UTF-8 is a line end. */
  private untilBroken(bytes: Uint8Array, encoding: string): Decoded {
    if (encoding !== "utf-8") return { text: "", problem: `It is not well-formed ${encoding.toUpperCase()}` }
    const lenient = new TextDecoder(encoding, { ignoreBOM: true })
    const fatal = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
    let text = ""
    for (let from = 0; from < bytes.length; ) {
      const newline = bytes.indexOf(0x0a, from)
      const to = newline === -1 ? bytes.length : newline + 1
      const line = bytes.subarray(from, to)
      try {
        text += fatal.decode(line)
      } catch {
        // What precedes the broken character on its line counts, so that its line is the right one after lone returns.
        const before = lenient.decode(line).split("\ufffd")[0] ?? ""
        return {
          text: text + before.slice(0, before.lastIndexOf("\r") + 1),
          problem: "It is not UTF-8: save it as UTF-8"
        }
      }
      from = to
    }
    return { text }
  }

  private withLineEnds({ text, ...problem }: Decoded, isLast: boolean): Decoded {
    const whole = this.endsInReturn ? `\r${text}` : text
    // What follows a return tells whether the two are one line end.
    this.endsInReturn = whole.endsWith("\r") && !isLast && problem.problem === undefined
    const complete = this.endsInReturn ? whole.slice(0, -1) : whole
    return { text: complete.includes("\r") ? complete.replace(/\r\n?/g, "\n") : complete, ...problem }
  }
}
