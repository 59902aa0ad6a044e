/**
 * The links of a workspace as a table for people.
 *
 * @since 0.1.0
 */
import type { ListedLink } from "@effect-userplane/core/Links"
import Table from "cli-table3"
import * as Predicate from "effect/Predicate"
import { printable } from "../terminal/Printable.js"
import { styled } from "../terminal/Styled.js"
import { folded } from "../terminal/Wrap.js"

const head = ["Link", "Title", "Created", "Creator"]

const defaultColumns = 110

const padding = 2

const date = "2026-01-12 09:00".length

const narrowestText = 12

const creatorWidth = 20

// Where a field is missing, or no text, its cell is empty: the fields are known from examples alone.
const text = (value: unknown): string => (Predicate.isString(value) ? printable(value) : "")

const creatorOf = ({ creator }: ListedLink): string =>
  Predicate.hasProperty(creator, "name") ? text(creator.name) : ""

const createdAt = (link: ListedLink): string => text(link["createdAt"]).replace("T", " ").slice(0, date)

/**
 * The table, and how many links there are.
 *
 * @param columns - How many characters a line holds. Default: 110.
 *
 * @since 0.1.0
 * @category rendering
 */
export const render = (links: ReadonlyArray<ListedLink>, columns = defaultColumns): string => {
  const room = columns - (head.length + 1) - (date + padding) - (creatorWidth + padding)
  const longest = links.reduce((most, { linkId }) => Math.max(most, printable(linkId).length), "Link".length) + padding
  const link = Math.max(Math.min(longest, Math.floor(room / 2)), "Link".length + padding)
  const title = Math.max(room - link, narrowestText)
  const table = new Table({
    head: head.map((name) => styled("bold", name)),
    colWidths: [link, title, date + padding, creatorWidth + padding],
    wordWrap: true,
    style: { head: [], border: [] }
  })
  for (const listed of links) {
    table.push([
      folded(printable(listed.linkId), link - padding),
      text(listed["linkTitle"]),
      createdAt(listed),
      creatorOf(listed)
    ])
  }
  return `${table.toString()}\n${links.length} links.\n`
}
