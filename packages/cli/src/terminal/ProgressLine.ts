/**
 * A line on a terminal that is overwritten by the next one.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import type { Sink } from "./Output.js"
import { printable } from "./Printable.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface ProgressLine {
  readonly show: (text: string) => Effect.Effect<void>
  readonly clear: Effect.Effect<void>
}

const silent: ProgressLine = { show: () => Effect.void, clear: Effect.void }

const toStartOfLine = "\r"

/**
 * A progress line. Where nobody is likely to be looking, it shows nothing. It is blanked with spaces, since a terminal
 * that shows no colours may know no control sequence at all.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (sink: Sink): ProgressLine => {
  if (!sink.isTerminal) return silent
  const width = (sink.columns ?? 80) - 1
  const write = (text: string) => sink.write(`${toStartOfLine}${text.slice(0, width).padEnd(width)}${toStartOfLine}`)
  return { show: (text) => write(printable(text)), clear: write("") }
}
