/**
 * The statistics of a journal.
 *
 * @since 0.1.0
 */
import * as Journal from "@effect-userplane/core/Journal"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Latencies from "./Latencies.js"
import { type Use, uses, type Window } from "./WindowUsage.js"

/**
 * A window of the quota and how much of it was used.
 *
 * @since 0.1.0
 * @category models
 */
export interface UsedWindow extends Window {
  readonly most: number
  readonly uses: ReadonlyArray<Use>
}

/**
 * @since 0.1.0
 * @category models
 */
export interface JournalStatistics {
  readonly runs: number
  /** The servers whose links were deleted. */
  readonly servers: ReadonlyArray<string>
  /** True when some links were asked for by a run that does not name its server. */
  readonly hasUnnamedServer: boolean
  /** The time of the first line, in milliseconds since the epoch. */
  readonly first: number
  readonly last: number
  /** The number of final links by the tag of their outcome, the most frequent first. The name is that of the JSON. */
  readonly settled: ReadonlyArray<readonly [tag: string, links: number]>
  /** The number of links that were deleted for certain, though the response that said so was lost. */
  readonly deletedAfterLostReply: number
  /** The number of pending links: a run that resumes the journal requests them again. The name is that of the JSON. */
  readonly open: number
  readonly requests: number
  /** The number of requests that were rate-limited. */
  readonly rateLimited: number
  readonly windows: ReadonlyArray<UsedWindow>
  readonly latencies: ReadonlyArray<Latencies.LatencyClass>
  readonly under: Latencies.Quantiles | undefined
}

// The windows are those of the last run. Without any, requests are counted by the documented minute.
const withoutQuota: ReadonlyArray<Window> = [{ limit: Number.POSITIVE_INFINITY, millis: 60_000 }]

class Counts {
  readonly final = new Map<string, number>()
  /** When each request was sent. */
  readonly sent: Array<number> = []
  readonly latencies: Array<number> = []
  first = Number.POSITIVE_INFINITY
  last = Number.NEGATIVE_INFINITY
  windows = withoutQuota
  deletedAfterLostReply = 0
  rateLimited = 0

  add(line: Journal.Line): void {
    this.first = Math.min(this.first, line.at)
    this.last = Math.max(this.last, line.at)
    switch (line.type) {
      case "run":
        if (line.windows.length > 0) this.windows = line.windows
        break
      case "sending":
        this.sent.push(line.at)
        break
      case "outcome":
        this.addOutcome(line)
    }
  }

  private addOutcome({ confirmation, millis, settled, status, tag }: Journal.Outcome): void {
    if (status !== undefined) this.latencies.push(millis)
    if (status === 429) this.rateLimited += 1
    if (settled) this.final.set(tag, (this.final.get(tag) ?? 0) + 1)
    if (confirmation === "GoneAfterLostReply") this.deletedAfterLostReply += 1
  }
}

const ascending = (numbers: ReadonlyArray<number>): ReadonlyArray<number> => [...numbers].sort((a, b) => a - b)

const usedWindow = (window: Window, sent: ReadonlyArray<number>, { first, last }: Counts): UsedWindow => {
  const used = uses(window.millis, sent, first, last)
  return { ...window, most: used.reduce((most, { requests }) => Math.max(most, requests), 0), uses: used }
}

/**
 * The numbers of a journal; nothing of one without a line. The lines are read once, since a process may be writing them.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromLines = <E, R>(
  lines: Stream.Stream<Journal.Line, E, R>
): Effect.Effect<Option.Option<JournalStatistics>, E, R> =>
  Effect.gen(function* () {
    const counts = new Counts()
    const state = yield* Journal.fold(
      Stream.map(lines, (line) => {
        counts.add(line)
        return line
      })
    )
    if (state.lines === 0) return Option.none()
    const sent = ascending(counts.sent)
    const latencies = ascending(counts.latencies)
    return Option.some({
      runs: state.runs,
      servers: [...state.servers],
      hasUnnamedServer: state.hasUnnamedServer,
      first: counts.first,
      last: counts.last,
      settled: [...counts.final].sort(([, a], [, b]) => b - a),
      deletedAfterLostReply: counts.deletedAfterLostReply,
      open: Array.from(state.pendingLinks()).length,
      requests: sent.length,
      rateLimited: counts.rateLimited,
      windows: counts.windows.map((window) => usedWindow(window, sent, counts)),
      latencies: Latencies.classes(latencies),
      under: Latencies.quantiles(latencies)
    })
  })
