/**
 * The numbers of a journal in words: the same on a terminal and in the page.
 *
 * @since 0.1.0
 */
import * as Columns from "../terminal/Columns.js"
import { counted, duration, latency, number, utc, windowLength } from "../terminal/Format.js"
import { printable } from "../terminal/Printable.js"
import type { JournalStatistics, UsedWindow } from "./Statistics.js"

const meanings: Readonly<Record<string, string>> = {
  Deleted: "deleted",
  LinkGone: "already gone"
}

const outcomes = ({ deletedAfterLostReply, settled: final }: JournalStatistics): string =>
  final
    .map(([tag, links]) => {
      const words = `${number(links)} ${meanings[tag] ?? printable(tag)}`
      return tag === "Deleted" && deletedAfterLostReply > 0
        ? `${words} (${number(deletedAfterLostReply)} after a lost response)`
        : words
    })
    .join(", ")

const windowUse = ({ limit, millis, most }: UsedWindow): string =>
  `at most ${number(most)}${Number.isFinite(limit) ? ` of ${number(limit)}` : ""} requests in any ${windowLength(millis)}`

const server = ({ hasUnnamedServer, servers }: JournalStatistics): string => {
  const unnamed = servers.length === 0 ? "not named by this journal" : "one that the journal does not name"
  return [...servers.map(printable), ...(hasUnnamedServer || servers.length === 0 ? [unnamed] : [])].join(", and ")
}

/** The number of links the journal knows of. */
const linksOf = ({ open: pending, settled: final }: JournalStatistics): number =>
  final.reduce((sum, [, links]) => sum + links, pending)

/**
 * Lists the facts of a journal, each with its name.
 *
 * @since 0.1.0
 * @category rendering
 */
export const explained = (statistics: JournalStatistics): Columns.Explained => {
  const { first, last, open: pending, rateLimited, requests, runs, settled: final, under, windows } = statistics
  return [
    ["Time", `${utc(first)} to ${utc(last)} UTC: ${duration(last - first)}, in ${counted(runs, "run")}`],
    ["Server", server(statistics)],
    ["Links", counted(linksOf(statistics), "link")],
    ...(final.length === 0 ? [] : [["Final", outcomes(statistics)] as const]),
    ["Pending", pending === 0 ? "none" : `${counted(pending, "link")}: resume with --resume`],
    ["Requests", `${counted(requests, "request")}, ${number(rateLimited)} of them answered 429`],
    ["Quota", windows.map(windowUse).join(", ")],
    ...(under === undefined
      ? []
      : [
          [
            "Latency",
            `half under ${latency(under.half)}, 95 % under ${latency(under.most)}, 99 % under ${latency(under.nearlyAll)}`
          ] as const
        ])
  ]
}

/**
 * The summary as it is printed.
 *
 * @since 0.1.0
 * @category rendering
 */
export const render = (path: string, statistics: JournalStatistics): string =>
  `${printable(path)}\n\n${Columns.render(explained(statistics))}\n`
