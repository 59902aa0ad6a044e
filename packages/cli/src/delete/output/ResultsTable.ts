/**
 * The results as a table for people.
 *
 * @since 0.1.0
 */
import Table from "cli-table3"
import { number } from "../../terminal/Format.js"
import { printable } from "../../terminal/Printable.js"
import { styled } from "../../terminal/Styled.js"
import { folded } from "../../terminal/Wrap.js"
import type { LinkResult, Result } from "./LinkResult.js"

const head = ["Link", "Result", "Attempts", "How it is known, and what to do"]

// Where no terminal sets the width: as wide as a page of text, and no wider.
const defaultColumns = 110

const narrowestText = 25

const padding = 2

// A message of a server may be as long as its response. NDJSON has all of it.
const longestMessage = 300

interface Wording {
  readonly text: string
  readonly color: "green" | "red" | "yellow"
}

const wordings: { readonly [R in Result]: Wording } = {
  Deleted: { text: "deleted", color: "green" },
  AlreadyGone: { text: "already gone", color: "green" },
  NotDeleted: { text: "not deleted", color: "red" },
  Unknown: { text: "unknown", color: "yellow" },
  NotAttempted: { text: "not attempted", color: "yellow" }
}

const statusAndCode = ({ code, status }: LinkResult): string =>
  [status, code].filter((part) => part !== undefined).join(" ")

const howKnown = (row: LinkResult): string => {
  if (row.confirmation === "Reply") return "The server confirmed it"
  if (row.confirmation === "GoneAfterLostReply") return "A response was lost, and the next one said that it is gone"
  if (row.error === undefined) return row.message
  // The advice on a documented failure says what its message says, and its code identifies it.
  const speaksForItself = row.code !== undefined && row.error !== "UndocumentedError"
  return speaksForItself ? statusAndCode(row) : [row.reason, statusAndCode(row), row.message].filter(Boolean).join(": ")
}

const shortened = (text: string): string => (text.length > longestMessage ? `${text.slice(0, longestMessage)}…` : text)

const cells = (row: LinkResult, linkWidth: number) => {
  const { color, text } = wordings[row.result]
  return [
    folded(printable(row.linkId), linkWidth - padding),
    styled(color, text),
    { content: row.attempts, hAlign: "right" as const },
    [howKnown(row), row.advice].flatMap((line) => (line === undefined ? [] : printable(shortened(line)))).join("\n")
  ]
}

const longest = (texts: ReadonlyArray<string>): number => texts.reduce((most, { length }) => Math.max(most, length), 0)

interface Widths {
  readonly link: number
  readonly others: ReadonlyArray<number>
}

const widths = (rows: ReadonlyArray<LinkResult>, columns: number): Widths => {
  const borders = head.length + 1
  const result = longest([...rows.map((row) => wordings[row.result].text), "Result"]) + padding
  const attempts = "Attempts".length + padding
  const room = columns - borders - result - attempts
  const wanted = longest([...rows.map((row) => printable(row.linkId)), "Link"]) + padding
  const most = Math.max(Math.min(Math.floor(room / 2), room - narrowestText), "Link".length + padding)
  const link = Math.min(wanted, most)
  return { link, others: [result, attempts, Math.max(room - link, narrowestText)] }
}

/**
 * The number of links of each result.
 *
 * @since 0.1.0
 * @category models
 */
export type Counts = { readonly [R in Result]: number }

/**
 * The sum of it, in a sentence.
 *
 * @since 0.1.0
 * @category rendering
 */
export const summary = ({ AlreadyGone, Deleted, NotAttempted, NotDeleted, Unknown }: Counts): string => {
  const links = Deleted + AlreadyGone + NotDeleted + Unknown + NotAttempted
  const parts = [`${number(Deleted + AlreadyGone)} of ${number(links)} deleted or already gone`]
  const add = (links: number, what: string) => links > 0 && parts.push(`${number(links)} ${what}`)
  add(NotDeleted, "not deleted")
  add(Unknown, "unknown")
  add(NotAttempted, "not attempted")
  return `${parts.join(", ")}.`
}

/**
 * The table.
 *
 * @param columns - How many characters a line holds. Default: 110.
 *
 * @since 0.1.0
 * @category rendering
 */
export const render = (rows: ReadonlyArray<LinkResult>, columns = defaultColumns): string => {
  const { link, others } = widths(rows, columns)
  const table = new Table({
    head: head.map((title) => styled("bold", title)),
    colWidths: [link, ...others],
    wordWrap: true,
    style: { head: [], border: [] }
  })
  for (const row of rows) table.push(cells(row, link))
  return `${table.toString()}\n`
}
