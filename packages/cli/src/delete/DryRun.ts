/**
 * Says what a deletion would come to, without sending anything.
 *
 * @since 0.1.0
 */
import { Journal } from "@effect-userplane/core/Journal"
import { Quota } from "@effect-userplane/core/Quota"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { OutputFormat } from "../command/OutputFormat.js"
import { counted, duration, number, utc, windowLength } from "../terminal/Format.js"
import { Output } from "../terminal/Output.js"
import { DistinctLinks } from "./DistinctLinks.js"
import type { LinkSource } from "./input/LinkSource.js"
import * as JournalRate from "./JournalRate.js"
import * as NdjsonReporter from "./output/NdjsonReporter.js"

/**
 * @since 0.1.0
 * @category options
 */
export interface Options {
  readonly source: LinkSource
  readonly output: OutputFormat
  /** The part of the quota that is used, in percent. */
  readonly quotaShare: number
}

interface Plan {
  readonly given: number
  readonly distinct: number
  readonly duplicates: number
  /** The number of links to delete: the distinct ones that are not final. */
  readonly links: number
  readonly pending: number
  readonly final: number
  /** The name of `final` in the first version of this line. */
  readonly settled: number
  readonly workspaces: DistinctLinks["perWorkspace"]
  readonly windows: ReadonlyArray<{ readonly limit: number; readonly millis: number }>
  readonly millis: number
  readonly earliestEnd: string
  /** With a journal that tells how fast it has come along so far. */
  readonly probableMillis?: number
  readonly probableEnd?: string
}

/** So many workspaces are named one by one. */
const mostWorkspaces = 10

const workspacesText = ({ workspaces }: Plan): string => {
  const [one] = workspaces
  if (one === undefined) return ""
  if (workspaces.length === 1) return `All of them are of the workspace ${one.workspaceId}.\n`
  const lines = [...workspaces]
    .sort((one, other) => other.links - one.links)
    .slice(0, mostWorkspaces)
    .map(({ links, workspaceId }) => `  ${workspaceId}: ${counted(links, "link")}\n`)
  const others = workspaces.length - lines.length
  const rest = others === 0 ? "" : `  and ${counted(others, "other workspace")}\n`
  return `They are of ${counted(workspaces.length, "workspace")}:\n${lines.join("")}${rest}`
}

const timeText = (
  { earliestEnd, links, millis, probableEnd, probableMillis, windows }: Plan,
  share: number
): string => {
  if (links === 0) return ""
  const part = share === 100 ? "" : ` (${share}% of the quota)`
  const quota = windows.map(({ limit, millis }) => `${number(limit)} a ${windowLength(millis)}`).join(" and ")
  const probably =
    probableEnd === undefined || probableMillis === undefined
      ? ""
      : `At the rate of the journal so far, it is probably sent in ${duration(probableMillis)}: at ${utc(Date.parse(probableEnd))} UTC.\n`
  return `With ${quota}${part}, the last request is sent in ${duration(millis)} at the earliest: at ${utc(Date.parse(earliestEnd))} UTC.\n${probably}`
}

const text = (plan: Plan, share: number): string => {
  const { distinct, duplicates, final, given, links, pending } = plan
  const counts =
    duplicates === 0
      ? `${number(given)} given, no duplicates`
      : `${number(given)} given, ${number(distinct)} distinct, ${counted(duplicates, "duplicate")}`
  const journal = final === 0 ? "" : `By the journal, ${number(final)} are final and ${number(pending)} pending.\n`
  return `${counted(links, "link")} to delete. Nothing was sent.\n${counts}.\n${journal}${workspacesText(plan)}${timeText(plan, share)}`
}

/** The time so many links take at the rate of the journal so far. */
const millisAtRateOf = (journal: Option.Option<Journal["Type"]>, links: number) =>
  Option.match(journal, {
    onNone: () => Effect.succeed(undefined),
    onSome: ({ lines }) =>
      Effect.map(JournalRate.of(lines), (rate) => (rate === undefined ? undefined : (links * rate.millis) / rate.links))
  })

/**
 * Reads all links, and prints how many there are, of which workspaces, and how long the quota makes their deletion take.
 * Links that the journal of the context says are final are counted apart.
 *
 * @since 0.1.0
 * @category operations
 */
export const run = ({ output, quotaShare, source }: Options) =>
  Effect.gen(function* () {
    const { forecast, windows } = yield* Quota
    const journal = yield* Effect.serviceOption(Journal)
    const seen = new DistinctLinks()
    let given = 0
    let final = 0
    yield* Stream.runForEach(source.refs, (ref) =>
      Effect.sync(() => {
        given += 1
        if (seen.add(ref) && Option.exists(journal, ({ state }) => state.isFinal(ref))) final += 1
      })
    )
    const pending = seen.size - final
    const now = yield* DateTime.now
    const end = yield* forecast(pending)
    const millis = Math.max(0, DateTime.distance(now, end))
    const atRate = yield* millisAtRateOf(journal, pending)
    // No run is faster than its quota.
    const probableMillis = atRate === undefined ? undefined : Math.ceil(Math.max(atRate, millis))
    const plan: Plan = {
      given,
      distinct: seen.size,
      duplicates: given - seen.size,
      links: pending,
      pending,
      final,
      settled: final,
      workspaces: seen.perWorkspace,
      windows: windows.map(({ duration, limit }) => ({ limit, millis: Duration.toMillis(duration) })),
      millis,
      earliestEnd: DateTime.formatIso(end),
      ...(probableMillis === undefined
        ? {}
        : { probableMillis, probableEnd: DateTime.formatIso(DateTime.add(now, { millis: probableMillis })) })
    }
    const { results } = yield* Output
    yield* results.write(output === "ndjson" ? NdjsonReporter.line(plan) : text(plan, quotaShare))
  })
