/**
 * A span of time on the command line: `30s`, `500ms`, `2m`, `2h`, `1d`.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

const written = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/

const expected = "Expected a time such as 30s, 500ms or 2m, more than nothing"

/**
 * @since 0.1.0
 * @category schemas
 */
export const TimeSpan = Schema.transformOrFail(Schema.String, Schema.DurationFromSelf, {
  strict: true,
  decode: (text, _, ast) => {
    const [, amount, unit] = written.exec(text) ?? []
    const millis = Number(amount) * (units[unit ?? ""] ?? 0)
    return millis > 0
      ? ParseResult.succeed(Duration.millis(millis))
      : ParseResult.fail(new ParseResult.Type(ast, text, `${expected}, not ${text}`))
  },
  encode: (duration) => ParseResult.succeed(`${Duration.toMillis(duration)}ms`)
})
