/**
 * The two formats of results.
 *
 * @since 0.1.0
 */
import * as Options from "@effect/cli/Options"
import type * as Option from "effect/Option"

/**
 * @since 0.1.0
 * @category models
 */
export type OutputFormat = "table" | "ndjson"

/**
 * The option `--output`.
 *
 * @since 0.1.0
 * @category options
 */
export const option = (description: string): Options.Options<OutputFormat> =>
  Options.choice("output", ["table", "ndjson"]).pipe(
    Options.withDefault("table" as const),
    Options.withDescription(description)
  )

/**
 * The option `--output` where the format depends on who reads: a table on a terminal, lines of JSON elsewhere.
 *
 * @since 0.1.0
 * @category options
 */
export const optionByStream = (description: string): Options.Options<Option.Option<OutputFormat>> =>
  Options.choice("output", ["table", "ndjson"]).pipe(
    Options.optional,
    Options.withDescription(`${description} Without it, a table on a terminal and lines of JSON elsewhere.`)
  )
