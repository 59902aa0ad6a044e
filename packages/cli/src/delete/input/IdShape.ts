/**
 * The shapes that mistakes have where an id was expected: a row of a table, an address, a list item, a cut-off id.
 *
 * @since 0.1.0
 */

/** Longer than ids and shorter than what a browser or a server refuses to take. */
const longest = 256

/** Names of columns and of fields, without the difference between `linkId`, `link_id` and `Link ID`. */
const columnNames = new Set(
  `id linkid links link linktitle linktype linkreusable linkurl linkproviderid linkprovidertype linkproviderreference
  workspaceid workspace title name url type status meta createdat created creator project projectid domain domainid
  message result error`.split(/\s+/)
)

/** The texts that programs print where there is no value. */
const noValue = new Set(["null", "undefined", "nan", "none", "nil", "true", "false", "n/a"])

const invisibleNames: Readonly<Record<string, string>> = {
  "\t": "a tab",
  "\u0000": "a NUL character",
  "\u00a0": "a no-break space",
  "\u00ad": "a soft hyphen",
  "\u200b": "a zero-width space",
  "\u200c": "a zero-width non-joiner",
  "\u200d": "a zero-width joiner",
  "\u2060": "a word joiner",
  "\u202f": "a narrow no-break space",
  "\ufeff": "a byte-order mark, or zero-width no-break space",
  "\ufffd": "a replacement character, which stands for text that was not decoded"
}

const isDirection = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

const isInvisible = /[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2800\ufffd]|^\p{M}/u

/** Characters that ids do not consist of, in any script. */
const unlikely = /[^\p{L}\p{M}\p{N}_.~-]/u

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`

const invisibleName = (character: string): string =>
  `${invisibleNames[character] ?? (isDirection.test(character) ? "a text direction mark" : "a character that cannot be seen")} (${codePoint(character)})`

const identifier = /^[\p{L}\p{N}][\p{L}\p{N}_-]*$/u

/** The id that a pasted address seems to hold. */
const idIn = (address: string): string | undefined => {
  const named = /[?&#](?:link_?id|link)=([^&#]+)/i.exec(address)?.[1]
  const [path = ""] = address.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "").split(/[?#]/)
  const segments = path.split("/").slice(1)
  const before = segments.findIndex((segment) => /^links?$/i.test(segment))
  const found =
    named ?? segments.find((segment) => /^lnk_/.test(segment)) ?? (before === -1 ? undefined : segments[before + 1])
  return found !== undefined && identifier.test(found) ? found : undefined
}

const address = (id: string): string => {
  const held = idIn(id)
  return `looks like an address, not like an id${held === undefined ? "" : `: the id in it seems to be ${held}`}`
}

const spreadsheetError = /^#(?:REF!|N\/A|NAME\?|VALUE!|DIV\/0!|NULL!|NUM!)/i

/**
 * Tells whether a spreadsheet could not compute a cell: it begins as a comment does.
 *
 * @since 0.1.0
 * @category checks
 */
export const isSpreadsheetError = (text: string): boolean => spreadsheetError.test(text)

interface Shape {
  readonly pattern: RegExp
  readonly says: string | ((id: string, match: string) => string)
}

// The first that fits counts: what says most of how the mistake came about stands first.
const shapes: ReadonlyArray<Shape> = [
  { pattern: /^(?:[a-z][a-z0-9+.-]*:\/\/|www\.)/i, says: address },
  { pattern: /^<[!?/a-z]/i, says: "looks like HTML or XML, not like an id" },
  {
    pattern: /^(?:[-*+•‣◦–—]|\d+[.)]|\[[ x]?\])[ \t\u00a0]/iu,
    says: "looks like an item of a list: keep the id alone"
  },
  { pattern: spreadsheetError, says: "is an error of a spreadsheet, not an id" },
  {
    pattern: /[│┃║┌└├─]|^\|/u,
    says: "looks like a line of a printed table: keep the id alone, or use --output ndjson"
  },
  {
    pattern: /[,;|\t]/,
    says: "looks like a row of a table: a header must name its column linkId, or each id stand on a line of its own"
  },
  { pattern: /^[\p{L}\p{N}_-]+[ \t]*(?:=>?|:)/u, says: "looks like a name with a value, or text: keep the id alone" },
  {
    pattern: /^["'`“”‘’«»„‚]|["'`“”‘’«»„‚]$/u,
    says: "has quotes around it or at one end: they do not belong to the id"
  },
  { pattern: / /, says: "holds a blank: each id stands on a line of its own, and so does a comment" },
  {
    pattern: isInvisible,
    says: (_, character) => `holds ${invisibleName(character)}: ids rarely do, copied text often`
  },
  { pattern: /…|\.\./u, says: "looks cut off, or like a range: an id is given whole" },
  { pattern: /[*?]|\$|\{\{|^%[a-z]$/i, says: "looks like a pattern or a variable: only whole ids are understood" },
  { pattern: /[\\/]/, says: "looks like a path or an address, not like an id" },
  { pattern: /%[0-9a-f]{2}/i, says: "looks like a part of an address: an id is given without percent-encoding" },
  { pattern: /\.(?:txt|csv|tsv|json|ndjson|jsonl|xlsx?|ods)$/i, says: "looks like a file: --from reads one" },
  { pattern: /^\d+(?:\.\d+)?e\+\d+$/i, says: "looks like a number that a spreadsheet has shortened" },
  { pattern: /^\d{4}-\d\d-\d\d(?:T|$)/, says: "looks like a date, not like an id" },
  { pattern: /[.,:!]$/, says: "ends like a sentence: an id is given without punctuation" },
  { pattern: unlikely, says: (_, character) => `holds ${character} (${codePoint(character)}), which ids rarely do` },
  { pattern: /^[^\p{L}\p{N}]+$/u, says: "has no letter and no digit" }
]

/**
 * The name of a column or a field, as it is compared: `Link ID`, `link_id` and `linkId` are one.
 *
 * @since 0.1.0
 * @category combinators
 */
export const columnName = (text: string): string => text.toLowerCase().replace(/[\s_-]/g, "")

/**
 * Describes the mistake that an id looks like, in words that follow it in a sentence; `undefined` where it looks like an id.
 *
 * @since 0.1.0
 * @category checks
 */
export const mistakeOf = (id: string, field: "linkId" | "workspaceId"): string | undefined => {
  if (id.length > longest) return `is ${id.length} characters long, which no id is`
  if (columnNames.has(columnName(id))) return "is the name of a column or a field, not an id"
  if (noValue.has(id.toLowerCase())) return "is what programs print where there is no value"
  if (field === "linkId" && /^ws_/.test(id)) return "looks like the id of a workspace, not of a link"
  if (field === "workspaceId" && /^lnk_/.test(id)) return "looks like the id of a link, not of a workspace"
  for (const { pattern, says } of shapes) {
    const match = pattern.exec(id)
    if (match !== null) return typeof says === "string" ? says : says(id, match[0])
  }
  return undefined
}
