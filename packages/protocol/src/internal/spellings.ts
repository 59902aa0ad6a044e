/** A text, and where in the text that it was decoded from each of its characters begins. */
export interface Decoded {
  readonly text: string
  /** One more than there are characters: the last one is the end. `undefined` where nothing was decoded. */
  readonly starts: Uint32Array | undefined
}

/** The references of HTML to the characters that a Bearer token can have beside letters and digits. */
const references: { readonly [Name in string]?: string } = {
  lowbar: "_",
  underbar: "_",
  period: ".",
  plus: "+",
  sol: "/",
  equals: "=",
  amp: "&",
  bsol: "\\",
  percnt: "%",
  num: "#",
  semi: ";"
}

/** Stands for a character that no key has. */
const foreign = "\uFFFD"

/**
 * The ways to spell a character otherwise, each with its code or with itself. Each repetition takes all that it can, so
 * that no text takes long to search.
 */
const spellings: ReadonlyArray<string> = [
  // JavaScript and JSON: \u005f, \u{5f}, \x5f, \/, with as many backslashes as it was quoted for.
  "\\\\+(?:u\\{0{0,8}(?<braced>[\\da-f]{1,6})\\}|u(?<unicode>[\\da-f]{4})|x(?<hex>[\\da-f]{2})|(?<itself>[^\\\\]?))",
  // URLs: %5f, %255f, and the %u005f of `escape`.
  "%(?:25)*(?:u(?<escape>[\\da-f]{4})|(?<percent>[\\da-f]{2}))",
  // HTML and XML: &#x5f; and &#95; even without the semicolon, &lowbar;, &amp;#95;.
  "&(?:amp;)*(?:#x0{0,8}(?<reference>[\\da-f]{1,6})(?:;|(?![\\da-f]))|" +
    "#0{0,8}(?<decimal>\\d{1,7})(?:;|(?!\\d))|(?<name>[a-z]{2,24});)"
]

/** The characters that begin an escape. */
const beginning = /[\\%&]/

const anySpelling = new RegExp(spellings.join("|"), "gi")

const characterOf = ({
  braced,
  decimal,
  escape,
  hex,
  itself,
  name,
  percent,
  reference,
  unicode
}: Partial<Record<string, string>>): string => {
  if (itself !== undefined) return itself || foreign
  if (name !== undefined) return references[name.toLowerCase()] ?? foreign
  const hexadecimal = braced ?? unicode ?? hex ?? escape ?? percent ?? reference
  const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16)
  return code < 128 ? String.fromCharCode(code) : foreign
}

/** The text with each character spelled as itself, once: what was encoded twice in different ways is encoded still. */
export const decodeOnce = ({ starts, text }: Decoded): Decoded | undefined => {
  if (!beginning.test(text)) return undefined
  const parts: Array<string> = []
  const from = new Uint32Array(text.length + 1)
  let length = 0
  let read = 0
  const copyUntil = (end: number): void => {
    parts.push(text.slice(read, end))
    while (read < end) from[length++] = read++
  }
  for (const { 0: spelling, groups, index } of text.matchAll(anySpelling)) {
    copyUntil(index)
    parts.push(characterOf({ ...groups }))
    from[length++] = index
    read = index + spelling.length
  }
  if (read === 0) return undefined
  copyUntil(text.length)
  from[length] = text.length
  const own = from.slice(0, length + 1)
  return { text: parts.join(""), starts: starts === undefined ? own : own.map((start) => Number(starts[start])) }
}
