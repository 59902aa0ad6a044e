/**
 * Says what a deletion would come to, without sending anything.
 *
 * @since 0.1.0
 */
import { Journal } from "@effect-userplane/core/Journal"
import type { LinkRef } from "@effect-userplane/core/Links"
import { Quota } from "@effect-userplane/core/Quota"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { LinkSource } from "./LinkSource.js"
import * as NdjsonReport from "./NdjsonReport.js"
import { Output } from "./Output.js"
import type { OutputFormat } from "./OutputFormat.js"
import { counted, duration, number, utc, windowLength } from "./Phrases.js"

/**
 * @since 0.1.0
 * @category options
 */
export interface Options {
  readonly source: LinkSource
  readonly output: OutputFormat
}

interface Plan {
  readonly links: number
  readonly settled: number
  readonly millis: number
  readonly earliestEnd: string
  readonly windows: ReadonlyArray<{ readonly limit: number; readonly millis: number }>
}

const text = ({ earliestEnd, links, millis, settled, windows }: Plan): string => {
  const quota = windows.map(({ limit, millis }) => `${number(limit)} a ${windowLength(millis)}`).join(" and ")
  const passedOver = settled === 0 ? "" : `, and ${counted(settled, "link")} that the journal says are settled`
  return `${counted(links, "link")} to delete${passedOver}. Nothing was sent.
With ${quota}, the last request is sent in ${duration(millis)} at the earliest: at ${utc(Date.parse(earliestEnd))} UTC.
`
}

/**
 * Reads all links, and prints how many there are and how long the quota makes their deletion take. Links that the journal of
 * the context says are settled are counted apart.
 *
 * @since 0.1.0
 * @category operations
 */
export const run = ({ output, source }: Options) =>
  Effect.gen(function* () {
    const { forecast, windows } = yield* Quota
    const journal = yield* Effect.serviceOption(Journal)
    const isSettled = (ref: LinkRef): boolean => Option.exists(journal, ({ state }) => state.isSettled(ref))
    let links = 0
    let settled = 0
    yield* Stream.runForEach(source.refs, (ref) => Effect.sync(() => (isSettled(ref) ? settled++ : links++)))
    const end = yield* forecast(links)
    const plan: Plan = {
      links,
      settled,
      millis: Math.max(0, DateTime.distance(yield* DateTime.now, end)),
      earliestEnd: DateTime.formatIso(end),
      windows: windows.map(({ duration, limit }) => ({ limit, millis: Duration.toMillis(duration) }))
    }
    const { results } = yield* Output
    yield* results.write(output === "ndjson" ? NdjsonReport.line(plan) : text(plan))
  })
