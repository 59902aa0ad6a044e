/**
 * The progress of a deletion, in words.
 *
 * @since 0.1.0
 */
import type { Outage, Wait } from "@effect-userplane/core/Quota"
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import { counted, duration, number } from "../../terminal/Format.js"
import { styled } from "../../terminal/Styled.js"

/**
 * The progress of a deletion.
 *
 * @since 0.1.0
 * @category models
 */
export interface Progress {
  readonly now: DateTime.Utc
  /** The number of links that have ended, without those of earlier runs. */
  readonly done: number
  /** The number of them that are not deleted. */
  readonly failed: number
  /** The number of all links; `undefined` while it is not known. */
  readonly total: number | undefined
  /** True when nothing more is begun. */
  readonly isStopping: boolean
  /** The part of the quota that is used, in percent. Default: 100. */
  readonly quotaShare?: number
  /** The number of links that ended in the last minute. */
  readonly lastMinute: number
  readonly wait: Option.Option<Wait>
  /** The time when all will be done at the earliest, as far as it can be known. */
  readonly end: DateTime.Utc | undefined
  /** What is to be known before anything else. */
  readonly note?: string
}

const dateOf = (time: Date): string =>
  `${time.getFullYear()}-${String(time.getMonth() + 1).padStart(2, "0")}-${String(time.getDate()).padStart(2, "0")}`

const clock = (time: Date): string => time.toTimeString().slice(0, 8)

/** A time of the user's day: with its date where it is not today. */
const local = (time: DateTime.Utc, now: DateTime.Utc): string => {
  const [then, today] = [DateTime.toDateUtc(time), DateTime.toDateUtc(now)]
  return dateOf(then) === dateOf(today) ? clock(then) : `${dateOf(then)} ${clock(then)}`
}

const reasons: { readonly [R in Exclude<Wait["reason"], "Outage">]: string } = {
  Window: "quota",
  Pause: "the server asked to wait",
  Probe: "after a pause"
}

const outageText = ({ since, status }: Outage, now: DateTime.Utc): string =>
  `${status === undefined ? "no connection" : `no answer but ${status}`} since ${local(since, now)}`

const waitText = ({ outage, reason, until }: Wait, now: DateTime.Utc): string => {
  if (reason === "Outage") {
    const since = outage === undefined ? "no connection" : outageText(outage, now)
    return until === undefined ? `${since}, trying now` : `${since}, next try at ${local(until, now)}`
  }
  return until === undefined
    ? `${reasons[reason]}: waiting for a response`
    : `${reasons[reason]}: next at ${local(until, now)}`
}

const endText = (end: DateTime.Utc, now: DateTime.Utc): string =>
  `done at ${local(end, now)} (${duration(Math.max(0, DateTime.distance(now, end)))})`

const share = ({ done, total }: Progress): number =>
  total === undefined || total === 0 ? 0 : Math.min(done / total, 1)

/**
 * The message after the first `Ctrl-C`.
 *
 * @since 0.1.0
 * @category rendering
 */
export const stopping = "Finishing what is in flight. Ctrl-C again stops at once."

/** The facts that every form shows, most important first. */
const facts = ({
  end,
  failed,
  isStopping,
  lastMinute,
  note,
  now,
  quotaShare = 100,
  wait
}: Progress): ReadonlyArray<string> => {
  if (isStopping) return [stopping]
  const texts = Option.toArray(Option.map(wait, (wait) => waitText(wait, now)))
  const [outage, waits] = Option.exists(wait, ({ reason }) => reason === "Outage") ? [texts, []] : [[], texts]
  return [
    ...(note === undefined ? [] : [note]),
    ...outage,
    `${number(failed)} failed`,
    `${number(lastMinute)} in the last minute`,
    ...(quotaShare === 100 ? [] : [`${quotaShare}% of the quota`]),
    ...waits,
    ...(end === undefined ? [] : [endText(end, now)])
  ]
}

const doneText = ({ done, total }: Progress): string =>
  total === undefined ? `${counted(done, "link")} done` : `${number(done)} of ${counted(total, "link")} done`

/**
 * A line for a log.
 *
 * @since 0.1.0
 * @category rendering
 */
export const line = (progress: Progress): string => `${[doneText(progress), ...facts(progress)].join(", ")}\n`

/** The width of the widest bar, in columns. */
const widestBar = 40

const bar = (progress: Progress, columns: number): string => {
  const percent = `${Math.floor(share(progress) * 100)} %`.padStart(6)
  const rest = `${percent}  ${doneText(progress)}`
  const width = Math.max(Math.min(widestBar, columns - rest.length - 1), 0)
  const full = Math.floor(share(progress) * width)
  return `${full === 0 ? "" : styled("green", "█".repeat(full))}${"░".repeat(width - full)}${rest}`
}

/**
 * Two lines for a terminal: a bar where it is known how many links there are, and what else there is to say. What does not
 * fit into the width is left out.
 *
 * @since 0.1.0
 * @category rendering
 */
export const frame = (progress: Progress, columns: number): string => {
  const fitting = facts(progress).reduce((line, fact) => {
    const longer = line === "" ? fact : `${line} · ${fact}`
    return longer.length < columns ? longer : line
  }, "")
  return `${progress.total === undefined ? doneText(progress) : bar(progress, columns)}\n${fitting}\n`
}
