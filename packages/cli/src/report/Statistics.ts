/**
 * The statistics of a journal.
 *
 * @since 0.1.0
 */
import * as Journal from "@effect-userplane/core/Journal"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { Latencies, type LatencyClass } from "./Latencies.js"
import { type Use, type Window, WindowUse } from "./WindowUsage.js"

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
  readonly latencies: ReadonlyArray<LatencyClass>
  /** The quantiles of the latencies, in milliseconds. */
  readonly under: { readonly half: number; readonly most: number; readonly nearlyAll: number } | undefined
}

type Lines<E, R> = Stream.Stream<Journal.Line, E, R>

interface Extent {
  readonly first: number
  readonly last: number
  readonly runs: number
  readonly windows: ReadonlyArray<Window>
}

// The windows are those of the last run. Without any, requests are counted by the documented minute.
const withoutQuota: ReadonlyArray<Window> = [{ limit: Number.POSITIVE_INFINITY, millis: 60_000 }]

const extentOf = <E, R>(lines: Lines<E, R>): Effect.Effect<Option.Option<Extent>, E, R> =>
  Stream.runFold(lines, Option.none<Extent>(), (extent, line) => {
    const at = line.at
    const before = Option.getOrElse(extent, () => ({ first: at, last: at, runs: 0, windows: withoutQuota }))
    return Option.some({
      first: Math.min(before.first, at),
      last: Math.max(before.last, at),
      runs: before.runs + (line.type === "run" ? 1 : 0),
      windows: line.type === "run" && line.windows.length > 0 ? line.windows : before.windows
    })
  })

class Counts {
  readonly final = new Map<string, number>()
  readonly latencies = new Latencies()
  readonly windows: ReadonlyArray<WindowUse>
  deletedAfterLostReply = 0
  requests = 0
  rateLimited = 0

  constructor({ first, last, windows }: Extent) {
    this.windows = windows.map((window) => new WindowUse(window, first, last))
  }

  add(line: Journal.Line): this {
    if (line.type === "sending") {
      this.requests += 1
      for (const window of this.windows) window.add(line.at)
    }
    if (line.type === "outcome") {
      if (line.status !== undefined) this.latencies.add(line.millis)
      if (line.status === 429) this.rateLimited += 1
      if (line.settled) this.final.set(line.tag, (this.final.get(line.tag) ?? 0) + 1)
      if (line.confirmation === "GoneAfterLostReply") this.deletedAfterLostReply += 1
    }
    return this
  }
}

const underOf = (latencies: Latencies): JournalStatistics["under"] => {
  const [half, most, nearlyAll] = [latencies.under(0.5), latencies.under(0.95), latencies.under(0.99)]
  return half === undefined || most === undefined || nearlyAll === undefined ? undefined : { half, most, nearlyAll }
}

/**
 * The numbers of a journal; nothing of one without a line. The lines are read three times, so that they need not be kept.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromLines = <E, R>(lines: Lines<E, R>): Effect.Effect<Option.Option<JournalStatistics>, E, R> =>
  Effect.gen(function* () {
    const extent = yield* extentOf(lines)
    if (Option.isNone(extent)) return Option.none()
    const { first, last, runs } = extent.value
    const counts = yield* Stream.runFold(lines, new Counts(extent.value), (counts, line) => counts.add(line))
    const state = yield* Journal.fold(lines)
    return Option.some({
      runs,
      servers: [...state.servers],
      hasUnnamedServer: state.hasUnnamedServer,
      first,
      last,
      settled: [...counts.final].sort(([, a], [, b]) => b - a),
      deletedAfterLostReply: counts.deletedAfterLostReply,
      open: Array.from(state.pendingLinks()).length,
      requests: counts.requests,
      rateLimited: counts.rateLimited,
      windows: counts.windows.map(({ most, uses, window }) => ({ ...window, most, uses })),
      latencies: counts.latencies.classes,
      under: underOf(counts.latencies)
    })
  })
