/**
 * HTML in which every text is escaped.
 *
 * @since 0.1.0
 */
import { printable } from "../../terminal/Printable.js"

/**
 * HTML as it is written, which is not escaped again.
 *
 * @since 0.1.0
 * @category models
 */
export interface Html {
  readonly text: string
}

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }

const escaped = (text: string): string => printable(text).replace(/[&<>"]/g, (character) => escapes[character] ?? "")

type Part = string | Html | ReadonlyArray<Html>

const textOf = (part: Part): string => {
  if (typeof part === "string") return escaped(part)
  return "text" in part ? part.text : part.map(({ text }) => text).join("\n")
}

/**
 * HTML from a template. Texts in it are escaped, and HTML stands as it is, a list of it line by line. An attribute whose
 * value is a text is written in double quotes.
 *
 * @since 0.1.0
 * @category constructors
 */
export const html = (strings: TemplateStringsArray, ...parts: ReadonlyArray<Part>): Html => ({
  text: String.raw({ raw: strings }, ...parts.map(textOf))
})

/**
 * Takes a text for HTML that is known to be so.
 *
 * @since 0.1.0
 * @category constructors
 */
export const trusted = (text: string): Html => ({ text })
