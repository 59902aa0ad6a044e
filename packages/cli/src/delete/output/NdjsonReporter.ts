/**
 * Results as NDJSON: one JSON object a line, one line a link, each as soon as its outcome is known, and a summary.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import { Output } from "../../terminal/Output.js"
import * as LinkResult from "./LinkResult.js"
import type { SummedUp } from "./Reporter.js"

// JSON leaves DEL and the C1 control characters as they are, and some terminals obey them.
const escapeControls = (json: string): string =>
  json.replace(/[\u007f-\u009f]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)

/**
 * A value as one line.
 *
 * @since 0.1.0
 * @category rendering
 */
export const line = (value: unknown): string => `${escapeControls(JSON.stringify(value))}\n`

/**
 * @since 0.1.0
 * @category constructors
 */
export const make: Effect.Effect<SummedUp, never, Output> = Effect.map(Output, ({ results }) => ({
  outcome: (outcome) => results.write(line(LinkResult.fromOutcome(outcome))),
  finished: Effect.void,
  summary: (summary) => results.write(line(summary))
}))
