/**
 * A local time on the command line: `06:00`, which is the next one, or a date with a time.
 *
 * @since 0.1.0
 */
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import * as IsoTime from "./IsoTime.js"

/**
 * A time of every day, or one time in milliseconds since the epoch.
 *
 * @since 0.1.0
 * @category models
 */
export type TimeOfDay =
  | { readonly _tag: "Daily"; readonly hours: number; readonly minutes: number }
  | { readonly _tag: "Once"; readonly millis: number }

const daily = /^(\d{1,2}):(\d{2})$/

const expected = "Expected a local time such as 06:00, or a date with a time such as 2026-01-31T06:00"

const parse = (text: string): Option.Option<TimeOfDay> => {
  const [whole, hours, minutes] = daily.exec(text) ?? []
  if (whole === undefined) {
    // The day alone would leave open whether it is its beginning or its end.
    const millis = text.includes("T") ? IsoTime.parse(text, "local") : Option.none()
    return Option.map(millis, (millis) => ({ _tag: "Once", millis }))
  }
  return Number(hours) <= 23 && Number(minutes) <= 59
    ? Option.some({ _tag: "Daily", hours: Number(hours), minutes: Number(minutes) })
    : Option.none()
}

const isTimeOfDay = (input: unknown): input is TimeOfDay => typeof input === "object" && input !== null

/**
 * @since 0.1.0
 * @category schemas
 */
export const TimeOfDay = Schema.transformOrFail(Schema.String, Schema.declare(isTimeOfDay), {
  strict: true,
  decode: (text, _, ast) =>
    Option.match(parse(text), {
      onNone: () => ParseResult.fail(new ParseResult.Type(ast, text, `${expected}, not ${text}`)),
      onSome: ParseResult.succeed
    }),
  encode: (time) =>
    ParseResult.succeed(
      time._tag === "Once"
        ? new Date(time.millis).toISOString()
        : `${time.hours}:${String(time.minutes).padStart(2, "0")}`
    )
})

/**
 * The next such time, in milliseconds since the epoch. One that is given with its date may have passed.
 *
 * @since 0.1.0
 * @category conversions
 */
export const next = (time: TimeOfDay, now: number): number => {
  if (time._tag === "Once") return time.millis
  const today = new Date(now).setHours(time.hours, time.minutes, 0, 0)
  if (today > now) return today
  const tomorrow = new Date(now)
  // By the calendar, since a day may have 23 or 25 hours.
  tomorrow.setDate(tomorrow.getDate() + 1)
  return tomorrow.setHours(time.hours, time.minutes, 0, 0)
}
