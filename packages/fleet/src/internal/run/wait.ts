import type { Wait } from "@effect-userplane/core/Quota"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { RunWait } from "../../FleetRun.js"

const RunWaitJson = Schema.parseJson(
  Schema.Struct({
    reason: Schema.Literal("Key", "Outage", "Pause", "Probe", "Window"),
    window: Schema.optionalWith(Schema.Struct({ limit: Schema.Number, duration: Schema.Number }), { exact: true }),
    until: Schema.optionalWith(Schema.Number, { exact: true }),
    message: Schema.optionalWith(Schema.String, { exact: true })
  })
)

const decodeJson = Schema.decodeOption(RunWaitJson)

/** Times are shown by the second, so that two looks at one wait are the same. */
const bySecond = (time: DateTime.Utc): number => Math.ceil(DateTime.toEpochMillis(time) / 1000) * 1000

/** A wait for the quota as it is kept in the row of a run. The number of requests that wait is left out. */
export const encode = ({ outage, reason, until, window }: Wait): string =>
  JSON.stringify({
    reason,
    window: window === undefined ? undefined : { limit: window.limit, duration: Duration.toMillis(window.duration) },
    until: until === undefined ? undefined : bySecond(until),
    message: outage?.message
  })

export const decode = (json: string): RunWait | undefined =>
  Option.getOrUndefined(
    Option.map(decodeJson(json), ({ message, reason, until, window }) => ({ reason, window, until, message }))
  )
