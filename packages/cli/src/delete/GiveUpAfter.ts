/**
 * The time a deletion waits for the end of an outage.
 *
 * @since 0.1.0
 */
import * as Options from "@effect/cli/Options"
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { TimeSpan } from "../command/TimeSpan.js"

const Never = Schema.transform(Schema.Literal("never"), Schema.DurationFromSelf, {
  strict: true,
  decode: () => Duration.infinity,
  encode: () => "never" as const
})

/**
 * @since 0.1.0
 * @category options
 */
export const option: Options.Options<Option.Option<Duration.Duration>> = Options.text("give-up-after").pipe(
  Options.withSchema(Schema.Union(Never, TimeSpan)),
  Options.optional,
  Options.withDescription(
    "Stop when the service has not answered for this long: 15m, 2h, never. Default: never on a terminal or with a journal, otherwise 15m."
  )
)

/**
 * The default depends on who waits: a person at a terminal can press `Ctrl-C`, and a run with a journal loses nothing
 * by waiting. `undefined`: never.
 *
 * @since 0.1.0
 * @category constructors
 */
export const durationOf = (
  option: Option.Option<Duration.Duration>,
  { hasJournal, isTerminal }: { readonly hasJournal: boolean; readonly isTerminal: boolean }
): Duration.Duration | undefined => {
  const byDefault = hasJournal || isTerminal ? Duration.infinity : Duration.minutes(15)
  const duration = Option.getOrElse(option, () => byDefault)
  return Duration.isFinite(duration) ? duration : undefined
}
