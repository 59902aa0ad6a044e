/** The spellings in which a server may send a key back. */

const each =
  (spell: (code: number, character: string) => string) =>
  (text: string): string =>
    Array.from(text, (character) => spell(character.charCodeAt(0), character)).join("")

const hex = (code: number, digits = 2) => code.toString(16).padStart(digits, "0")

const named: Readonly<Record<string, string>> = {
  _: "&lowbar;",
  ".": "&period;",
  "/": "&sol;",
  "+": "&plus;",
  "=": "&equals;"
}

const alternating = (text: string): string =>
  Array.from(text, (character, index) => (index % 2 === 0 ? character.toUpperCase() : character.toLowerCase())).join("")

/** Each spells the whole key. */
export const spellings = {
  itself: (text: string) => text,
  "upper case": (text: string) => text.toUpperCase(),
  "lower case": (text: string) => text.toLowerCase(),
  "either case": alternating,
  "a URL": (text: string) => encodeURIComponent(text).replaceAll("_", "%5F").replaceAll(".", "%2e"),
  "a URL, every character": each((code) => `%${hex(code)}`),
  "a URL in mixed case": each((code) => `%${alternating(hex(code))}`),
  "a URL, twice": each((code) => `%25${hex(code).toUpperCase()}`),
  "a URL, six times": each((code) => `%2525252525${hex(code)}`),
  escape: each((code) => `%u${hex(code, 4)}`),
  JSON: each((code) => `\\u${hex(code, 4)}`),
  "JSON in upper case": each((code) => `\\U${hex(code, 4).toUpperCase()}`),
  "JSON with escaped slashes": (text: string) => text.replaceAll("/", "\\/").replaceAll("_", "\\_"),
  "JSON within JSON within JSON": each((code) => `\\\\\\\\u${hex(code, 4)}`),
  "\\x5f": each((code) => `\\x${hex(code)}`),
  "\\u{5f}": each((code) => `\\u{${hex(code)}}`),
  "\\u{00005f}": each((code) => `\\u{${hex(code, 6)}}`),
  "hexadecimal references": each((code) => `&#x${hex(code)};`),
  "hexadecimal references in upper case": each((code) => `&#X00${hex(code).toUpperCase()};`),
  "decimal references": each((code) => `&#${code};`),
  "decimal references with zeros": each((code) => `&#000${code};`),
  "decimal references without a semicolon": each((code) => `&#${code}`),
  "references, twice": each((code) => `&amp;#${code};`),
  "named references": each((_, character) => named[character] ?? character),
  "named references, twice": each((_, character) => (named[character] ?? character).replace("&", "&amp;")),
  "the other name of an underscore": (text: string) => text.replaceAll("_", "&UnderBar;"),
  hexadecimal: (text: string) => Buffer.from(text).toString("hex"),
  "hexadecimal in upper case": (text: string) => Buffer.from(text).toString("hex").toUpperCase(),
  base64: (text: string) => Buffer.from(text).toString("base64"),
  base64url: (text: string) => Buffer.from(text).toString("base64url"),
  "base64 with Bearer": (text: string) => Buffer.from(`Bearer ${text}`).toString("base64"),
  "base64url with Bearer": (text: string) => Buffer.from(`Bearer ${text}`).toString("base64url"),
  "base64 of Basic": (text: string) => Buffer.from(`u:${text}:x`).toString("base64"),
  "base64 of the key in upper case": (text: string) => Buffer.from(text.toUpperCase()).toString("base64"),
  "base64 in a URL": (text: string) => encodeURIComponent(Buffer.from(`Bearer ${text}`).toString("base64"))
} satisfies Record<string, (text: string) => string>
