/**
 * The removal of the API key from whatever a server sends back.
 *
 * @since 0.1.0
 */
import { type Decoded, decodeOnce } from "./internal/spellings.js"

/** Shows in place of the key. */
const placeholder = "<redacted>"

/** A key shorter than this is no secret, and would blot out ordinary text. */
const shortestSecret = 8

/** The number of times a text is decoded at most: JSON in a URL in HTML is three times. */
const mostDecodings = 6

/**
 * Takes the key out of a text. Servers, proxies and debugging pages are known to send a request's headers back.
 *
 * @since 0.1.0
 * @category models
 */
export type Redact = (text: string) => string

const base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

const bitsOf = (text: string): string =>
  Array.from(new TextEncoder().encode(text), (byte) => byte.toString(2).padStart(8, "0")).join("")

/**
 * The characters of base64 that depend on the secret alone, by how many bits of its first byte stand in one before it.
 */
const inBase64 = (secret: string): ReadonlyArray<string> =>
  [0, 4, 2].map((skipped) =>
    bitsOf(secret)
      .slice(skipped)
      .replace(/.{1,6}/g, (bits) => (bits.length < 6 ? "" : base64.charAt(Number.parseInt(bits, 2))))
  )

const inHex = (secret: string): string =>
  Array.from(new TextEncoder().encode(secret), (byte) => byte.toString(16).padStart(2, "0")).join("")

const literally = (text: string): string => text.replace(/[^a-z\d]/gi, "\\$&")

const patternsOf = (secret: string): ReadonlyArray<RegExp> => {
  const cores = [secret, secret.toLowerCase(), secret.toUpperCase()].flatMap(inBase64)
  // Those of base64url too.
  const cased = [...new Set(cores)].map((core) => core.replace(/\+/g, "[+-]").replace(/\//g, "[/_]"))
  return [new RegExp(`${literally(secret)}|${inHex(secret)}`, "gi"), new RegExp(cased.join("|"), "g")]
}

const isBase64 = /[a-z\d+/_-]/i

/** All of the base64 around a part of it, with its padding: its other characters hold the rest of the secret. */
const widened = (text: string, from: number, to: number): readonly [number, number] => {
  let [start, end] = [from, to]
  while (start > 0 && isBase64.test(text.charAt(start - 1))) start -= 1
  while (end < text.length && isBase64.test(text.charAt(end))) end += 1
  while (text.charAt(end) === "=") end += 1
  return [start, end]
}

type Range = readonly [start: number, end: number]

/** Finds the secret in a decoded text, as places in the text before it was decoded. */
const shownIn = ({ starts, text }: Decoded, patterns: ReadonlyArray<RegExp>): ReadonlyArray<Range> =>
  patterns.flatMap((pattern, index) =>
    Array.from(text.matchAll(pattern), (match): Range => {
      const end = match.index + match[0].length
      const range: Range = index === 0 ? [match.index, end] : widened(text, match.index, end)
      return starts === undefined ? range : [Number(starts[range[0]]), Number(starts[range[1]])]
    })
  )

const without = (text: string, ranges: ReadonlyArray<Range>): string => {
  let shown = ""
  let read = 0
  for (const [start, end] of [...ranges].sort(([one], [other]) => one - other)) {
    if (start >= read) shown += text.slice(read, start) + placeholder
    read = Math.max(read, end)
  }
  return shown + text.slice(read)
}

/**
 * Makes the function that replaces a key by `<redacted>` in any text: as it is, in another case, with the escapes of JSON,
 * JavaScript, URLs and HTML, one within another, and in hexadecimal and base64, alone or with what is around it. A key of
 * fewer than 8 characters is taken for a placeholder, and left where it is.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (key: string): Redact => {
  if (key.length < shortestSecret) return (text) => text
  let patterns: ReadonlyArray<RegExp> | undefined
  return (text) => {
    // No spelling of the key is shorter than the key, so the usual short message need not be searched.
    if (text.length < key.length) return text
    patterns ??= patternsOf(key)
    const ranges: Array<Range> = []
    let decoded: Decoded | undefined = { text, starts: undefined }
    for (let decodings = 0; decoded !== undefined && decodings <= mostDecodings; decodings++) {
      ranges.push(...shownIn(decoded, patterns))
      decoded = decodeOnce(decoded)
    }
    return ranges.length === 0 ? text : without(text, ranges)
  }
}
