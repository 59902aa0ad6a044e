/** What was seen of a run, in the words of the table. */
import { type LinkName, linkIdOf, type Report, type Said } from "./program/report.js"
import type { Seen } from "./verdict.js"

const words = ({ outcome, what }: Said): string => {
  if (outcome !== "Deleted") return `\`${what}\`, \`${outcome}\``
  return what === "Reply" ? "deleted" : `deleted, \`${what}\``
}

const counted = (all: ReadonlyArray<string>): string =>
  [...new Set(all)].map((word) => `${all.filter((other) => other === word).length} ${word}`).join(", ")

/** The calls over `fetch`, each with one request. */
export const callCells = ({ afterInterrupt, bulk, calls }: Report): ReadonlyArray<string> => [
  words(calls.deletable),
  words(calls.gone),
  words(calls.forbidden),
  words(calls.refused),
  calls.interrupted === undefined ? `the connection is ${afterInterrupt}` : words(calls.interrupted),
  counted(bulk.map(words))
]

/** The calls whose response is lost, with the number of requests that the server got. */
export const lostCells = ({ calls }: Report, { requests }: Seen): ReadonlyArray<string> => {
  const cell = (name: Exclude<LinkName, "interrupted">): string => {
    const count = requests.filter((linkId) => linkId === linkIdOf(name)).length
    return `${words(calls[name])} (${count})`
  }
  return [cell("lost"), cell("lostOverHttpClient"), cell("lostOverOwnFetch"), cell("lostWithRetries")]
}
