/**
 * The notes on stderr about a listing: which links are not in it, and why.
 *
 * @since 0.1.0
 */

import { counted, number } from "../terminal/Format.js"
import { printable } from "../terminal/Printable.js"
import * as LinkFilter from "./LinkFilter.js"
import type { Listing } from "./Listing.js"

/**
 * @since 0.1.0
 * @category options
 */
export interface Notes {
  readonly filter: LinkFilter.LinkFilter
  readonly listing: Listing
  /** The number of links read that match. */
  readonly matching: number
  /** The number of them that were printed. */
  readonly listed: number
}

const shifted =
  "Links came or went while they were listed, so that one may be missing. List them again to be sure of all of them."

/** So many ids are named. */
const namedIds = 5

const named = (ids: ReadonlyArray<string>): string =>
  `${ids.slice(0, namedIds).map(printable).join(", ")}${ids.length > namedIds ? ", …" : ""}`

const unknownAge = ({ filter, listing }: Notes): ReadonlyArray<string> => {
  const ids = listing.links.filter((link) => LinkFilter.hasUnknownAge(filter, link)).map(({ linkId }) => linkId)
  return ids.length === 0
    ? []
    : [`${counted(ids.length, "link")} left out, since createdAt is missing or no ISO 8601 time: ${named(ids)}`]
}

const howMany = ({ filter, listed, listing, matching }: Notes): ReadonlyArray<string> => {
  const isFiltered = !LinkFilter.isEmpty(filter)
  const ofAll = `of ${counted(listing.total, "link")}`
  if (!listing.isWhole && isFiltered) {
    return [`The first ${number(listed)} that match ${ofAll}: --limit was reached. Others may match, too.`]
  }
  const isCut = !listing.isWhole || listed < matching
  if (!isFiltered) return isCut ? [`The first ${number(listed)} ${ofAll}: --limit was reached.`] : []
  const matched = `${number(matching)} of ${counted(listing.links.length, "link")} ${matching === 1 ? "matches" : "match"}.`
  return [isCut ? `${matched} The first ${number(listed)} are listed: --limit was reached.` : matched]
}

/**
 * The notes, a line each.
 *
 * @since 0.1.0
 * @category rendering
 */
export const of = (notes: Notes): ReadonlyArray<string> => [
  ...howMany(notes),
  ...unknownAge(notes),
  ...(notes.listing.shifted ? [shifted] : [])
]

/**
 * The reason nothing is listed for a name that several members have.
 *
 * @since 0.1.0
 * @category rendering
 */
export const ambiguous = (ids: ReadonlyArray<string>): string =>
  `--creator: The name stands for several members: ${named(ids)}. Nothing was listed. Name one of them by its id.`
