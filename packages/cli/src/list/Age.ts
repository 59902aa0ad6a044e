/**
 * The age of a link on the command line: `90d`, or the date that it was created before.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import * as IsoTime from "../command/IsoTime.js"

/**
 * A span until now, or a time in milliseconds since the epoch.
 *
 * @since 0.1.0
 * @category models
 */
export type Age =
  | { readonly _tag: "Span"; readonly duration: Duration.Duration }
  | { readonly _tag: "Before"; readonly millis: number }

// Neither minutes nor seconds: `6m` is likely to mean months, and would match nearly every link.
const units: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 }

const span = /^(\d+(?:\.\d+)?)([hdw])$/

const expected = "Expected an age in hours, days or weeks, such as 12h, 90d or 8w, or a date such as 2026-01-31"

const parse = (text: string): Option.Option<Age> => {
  const [, amount, unit] = span.exec(text) ?? []
  const millis = Number(amount) * (units[unit ?? ""] ?? 0)
  return millis > 0
    ? Option.some({ _tag: "Span", duration: Duration.millis(millis) })
    : Option.map(IsoTime.parse(text, "utc"), (millis) => ({ _tag: "Before", millis }))
}

const AgeFromSelf = Schema.declare((input: unknown): input is Age => typeof input === "object" && input !== null)

/**
 * @since 0.1.0
 * @category schemas
 */
export const Age = Schema.transformOrFail(Schema.String, AgeFromSelf, {
  strict: true,
  decode: (text, _, ast) =>
    Option.match(parse(text), {
      onNone: () => ParseResult.fail(new ParseResult.Type(ast, text, `${expected}, not ${text}`)),
      onSome: ParseResult.succeed
    }),
  encode: (age) =>
    ParseResult.succeed(age._tag === "Span" ? `${Duration.toHours(age.duration)}h` : new Date(age.millis).toISOString())
})

/**
 * The time before which a link of at least this age was created, in milliseconds since the epoch.
 *
 * @since 0.1.0
 * @category conversions
 */
export const before = (age: Age, now: number): number =>
  age._tag === "Span" ? now - Duration.toMillis(age.duration) : age.millis
