/**
 * The numbers of a journal in words, as a terminal shows them.
 *
 * @since 0.1.0
 */
import * as Columns from "../terminal/Columns.js"
import { counted, duration, latency, number, utc, windowLength } from "../terminal/Format.js"
import { printable } from "../terminal/Printable.js"
import { fromStatistics, linksOf, type Outcome } from "./Outcomes.js"
import type { JournalStatistics, UsedWindow } from "./Statistics.js"

const finals = (outcomes: ReadonlyArray<Outcome>, { deletedAfterLostReply }: JournalStatistics): string =>
  outcomes
    .filter(({ kind }) => kind !== "pending")
    .map(({ links, name, tag }) => {
      const words = `${number(links)} ${name}`
      return tag === "Deleted" && deletedAfterLostReply > 0
        ? `${words} (${number(deletedAfterLostReply)} after a lost response)`
        : words
    })
    .join(", ")

const windowUse = ({ limit, millis, most }: UsedWindow): string =>
  `at most ${number(most)}${Number.isFinite(limit) ? ` of ${number(limit)}` : ""} requests in any ${windowLength(millis)}`

/**
 * Names the servers of a journal.
 *
 * @since 0.1.0
 * @category rendering
 */
export const server = ({ hasUnnamedServer, servers }: JournalStatistics): string => {
  const unnamed = servers.length === 0 ? "not named by this journal" : "one that the journal does not name"
  return [...servers.map(printable), ...(hasUnnamedServer || servers.length === 0 ? [unnamed] : [])].join(", and ")
}

/** Lists the facts of a journal, each with its name. */
const explained = (statistics: JournalStatistics): Columns.Explained => {
  const { first, last, rateLimited, requests, runs, under, windows } = statistics
  const outcomes = fromStatistics(statistics)
  const all = linksOf(outcomes)
  const pending = linksOf(outcomes, "pending")
  return [
    ["Time", `${utc(first)} to ${utc(last)} UTC: ${duration(last - first)}, in ${counted(runs, "run")}`],
    ["Server", server(statistics)],
    ["Links", counted(all, "link")],
    ...(pending === all ? [] : [["Final", finals(outcomes, statistics)] as const]),
    ["Pending", pending === 0 ? "none" : `${counted(pending, "link")}: resume with --resume`],
    ["Requests", `${counted(requests, "request")}, ${number(rateLimited)} of them answered 429`],
    ["Quota", windows.map(windowUse).join(", ")],
    ...(under === undefined
      ? []
      : [
          [
            "Latency",
            `half within ${latency(under.half)}, 95 % within ${latency(under.most)}, 99 % within ${latency(under.nearlyAll)}`
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
