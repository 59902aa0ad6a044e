/**
 * The two formats of results.
 *
 * @since 0.1.0
 */
import * as Options from "@effect/cli/Options"

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
