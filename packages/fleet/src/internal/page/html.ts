/** HTML as it is written, which is not escaped again. */
export interface Html {
  readonly text: string
}

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }

// Control and format characters would hide or turn around what follows.
const escaped = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
    .replace(/[&<>"]/g, (character) => escapes[character] ?? "")

type Part = string | Html | ReadonlyArray<Html>

const textOf = (part: Part): string => {
  if (typeof part === "string") return escaped(part)
  return "text" in part ? part.text : part.map(({ text }) => text).join("\n")
}

/** HTML from a template, whose texts are escaped. An attribute with a text stands in double quotes. */
export const html = (strings: TemplateStringsArray, ...parts: ReadonlyArray<Part>): Html => ({
  text: String.raw({ raw: strings }, ...parts.map(textOf))
})
