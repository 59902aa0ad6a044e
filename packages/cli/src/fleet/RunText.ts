/**
 * Runs in words and in tables.
 *
 * @since 0.1.0
 */
import type { RunProgress, RunStatus, RunWait } from "@effect-userplane/fleet/Fleet"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { OutputFormat } from "../command/OutputFormat.js"
import * as NdjsonReporter from "../delete/output/NdjsonReporter.js"
import type { Progress } from "../delete/output/ProgressText.js"
import * as Columns from "../terminal/Columns.js"
import { counted, number, utc, windowLength } from "../terminal/Format.js"
import { Output } from "../terminal/Output.js"
import { printable } from "../terminal/Printable.js"

/**
 * The number of all links of a run.
 *
 * @since 0.1.0
 * @category accessors
 */
export const linksOf = ({ final, inFlight, pending }: RunStatus): number => final + inFlight + pending

/**
 * Tells whether nothing more becomes of a run.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isOver = ({ state }: RunStatus): boolean => state === "Done" || state === "Cancelled"

/**
 * The state of a run, with the reason where it has one.
 *
 * @since 0.1.0
 * @category rendering
 */
export const stateOf = ({ pauseReason, state }: RunStatus): string =>
  pauseReason === undefined ? state : `${state}: ${printable(pauseReason)}`

const line = (status: RunStatus): string =>
  `${printable(status.id)}: ${stateOf(status)}, ${number(status.final)} of ${counted(linksOf(status), "link")} final, ${number(status.failed)} failed.\n`

/**
 * Prints a run as of now: a line for people, or a line of JSON.
 *
 * @since 0.1.0
 * @category accessors
 */
export const print = (status: RunStatus, output: OutputFormat): Effect.Effect<void, never, Output> =>
  Effect.flatMap(Output, ({ results }) =>
    results.write(output === "ndjson" ? NdjsonReporter.line(status) : line(status))
  )

const waits: { readonly [R in RunWait["reason"]]: string } = {
  Key: "another key",
  Outage: "the service, which cannot be reached",
  Pause: "the server, which asked to wait",
  Probe: "the first response after a pause",
  Window: "the quota"
}

const waitText = ({ message, reason, until, window }: RunWait): string =>
  [
    window === undefined ? waits[reason] : `${waits[reason]} of a ${windowLength(window.duration)}`,
    ...(until === undefined ? [] : [`until ${utc(until)} UTC`]),
    ...(message === undefined ? [] : [printable(message)])
  ].join(", ")

const percent = (share: number): string => `${number(share * 100)}%`

/** What is true of a run only while it may go on. */
const outlook = (run: RunProgress): ReadonlyArray<readonly [name: string, value: string]> => {
  const { concurrency, forecastEnd, owner, rate, share, user, waitingFor } = run
  if (isOver(run)) return []
  return [
    ["rate", `${number(rate * 60)} links a minute`],
    ...(waitingFor === undefined ? [] : [["waits for", waitText(waitingFor)] as const]),
    ["uses", `${percent(share)} of the quota, ${counted(concurrency, "link")} at a time`],
    ["ends", forecastEnd === undefined ? "nobody can say" : `${utc(forecastEnd)} UTC`],
    ["worker", owner === undefined ? `none for the user ${printable(user)}` : printable(owner)]
  ]
}

/**
 * The facts of a run, each in a line.
 *
 * @since 0.1.0
 * @category rendering
 */
export const facts = (run: RunProgress): string => {
  const { failed, final, inFlight, lastErrors, windows } = run
  const quota = windows.map(
    ({ duration, limit, used }) => `${number(used)} of ${number(limit)} in the last ${windowLength(duration)}`
  )
  const errors = lastErrors.map(
    ({ at, link, message, tag }) =>
      ["last error", `${utc(at)} UTC, ${printable(link.linkId)}: ${tag}: ${printable(message)}`] as const
  )
  return `${Columns.render([
    ["run", printable(run.id)],
    ["state", stateOf(run)],
    [
      "links",
      `${number(final)} of ${number(linksOf(run))} final, ${number(failed)} failed, ${number(inFlight)} in flight`
    ],
    ["quota", quota.length === 0 ? "not used so far" : quota.join(", ")],
    ...outlook(run),
    ...errors
  ])}\n`
}

// Its key is awaited by a run that is paused, which says so.
const waitOf = ({ waitingFor }: RunProgress): Progress["wait"] => {
  if (waitingFor === undefined || waitingFor.reason === "Key") return Option.none()
  const { reason, until, window } = waitingFor
  return Option.some({
    reason,
    waiting: 1,
    window: window === undefined ? undefined : { limit: window.limit, duration: Duration.millis(window.duration) },
    until: until === undefined ? undefined : DateTime.unsafeMake(until)
  })
}

/**
 * The progress of a run as that of a deletion.
 *
 * @since 0.1.0
 * @category conversions
 */
export const progressOf = (run: RunProgress, now: DateTime.Utc): Progress => ({
  now,
  done: run.final,
  failed: run.failed,
  total: linksOf(run),
  isStopping: false,
  quotaShare: run.share * 100,
  lastMinute: Math.round(run.rate * 60),
  wait: waitOf(run),
  end: run.forecastEnd === undefined ? undefined : DateTime.unsafeMake(run.forecastEnd),
  ...(run.state === "Running" ? {} : { note: stateOf(run) })
})
