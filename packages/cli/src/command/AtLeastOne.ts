/**
 * Options that are a whole number from 1.
 *
 * @since 0.1.0
 */
import * as Options from "@effect/cli/Options"
import * as Schema from "effect/Schema"

/**
 * A whole number from 1, without a default.
 *
 * @since 0.1.0
 * @category options
 */
export const given = (name: string): Options.Options<number> =>
  Options.integer(name).pipe(Options.withSchema(Schema.Int.pipe(Schema.greaterThanOrEqualTo(1))))

/**
 * A whole number from 1.
 *
 * @since 0.1.0
 * @category options
 */
export const option = (name: string, byDefault: number, description: string): Options.Options<number> =>
  given(name).pipe(Options.withDefault(byDefault), Options.withDescription(description))
