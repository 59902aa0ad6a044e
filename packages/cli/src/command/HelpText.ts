/**
 * The layout of a help text: examples first, and no line wider than a terminal of 80 columns.
 *
 * @since 0.1.0
 */
import { stripVTControlCharacters } from "node:util"
import wrapAnsi from "wrap-ansi"

const columns = 80

/** Sentences of the parser that the usage says already. */
const obvious = new Set([
  "A user-defined piece of text.",
  "A true or false value.",
  "An integer.",
  "A floating point number.",
  "This setting is optional."
])

/** The usage mark, or the blanks and the term that the text of a line comes after. */
const hanging = /^(?:\$ | *(?:\S+ {2,})?)/

const wrapped = (line: string): string => {
  if (stripVTControlCharacters(line).length <= columns) return line
  const lead = hanging.exec(line)?.[0] ?? ""
  return (
    lead +
    wrapAnsi(line.slice(lead.length), columns - lead.length, { hard: true })
      .split("\n")
      .join(`\n${" ".repeat(lead.length)}`)
  )
}

/** The parser lists a command with its whole usage, which its own help says better. */
const withoutUsage = (line: string): string => {
  const [, name, description] = /^ {2}- (\S+)(?: .*?)? {2,}(\S.*)$/.exec(stripVTControlCharacters(line)) ?? []
  return name === undefined || description === undefined ? line : `  ${name.padEnd(9)}${description}`
}

const isTitle = (block: string): boolean => /^[A-Z][A-Z ]+(?: \(.*\))?$/.test(stripVTControlCharacters(block))

/** The blocks up to the first title, and those of each title. */
const sectionsOf = (text: string): ReadonlyArray<ReadonlyArray<string>> => {
  const sections: Array<Array<string>> = [[]]
  for (const block of text.trimEnd().split(/\n\s*\n/)) {
    if (isTitle(block)) sections.push([])
    sections.at(-1)?.push(block)
  }
  return sections
}

const isExamples = (section: ReadonlyArray<string>): boolean =>
  stripVTControlCharacters(section[0] ?? "") === "EXAMPLES"

/**
 * Lays out a help text as the parser prints it.
 *
 * @since 0.1.0
 * @category rendering
 */
export const layout = (text: string): string => {
  const [head = [], ...sections] = sectionsOf(text)
  return [head, ...sections.filter(isExamples), ...sections.filter((section) => !isExamples(section))]
    .flat()
    .filter((block) => !obvious.has(stripVTControlCharacters(block).trim()))
    .map((block) =>
      block
        .split("\n")
        .map((line) => wrapped(withoutUsage(line)))
        .join("\n")
    )
    .join("\n\n")
}
