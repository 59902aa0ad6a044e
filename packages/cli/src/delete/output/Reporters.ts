/**
 * The reporter of a format.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { OutputFormat } from "../../command/OutputFormat.js"
import type { Output } from "../../terminal/Output.js"
import * as NdjsonReporter from "./NdjsonReporter.js"
import type { SummedUp } from "./Reporter.js"

/**
 * Makes the reporter. What draws tables is loaded only to do so.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (output: OutputFormat): Effect.Effect<SummedUp, never, Output> =>
  output === "ndjson"
    ? NdjsonReporter.make
    : Effect.flatMap(
        Effect.promise(() => import("./TableReporter.js")),
        ({ make }) => make
      )
