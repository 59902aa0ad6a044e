/**
 * A few lines on a terminal that are drawn again in their place.
 *
 * @since 0.1.0
 */
import { Writable } from "node:stream"
import { stripVTControlCharacters } from "node:util"
import * as Effect from "effect/Effect"
import { createLogUpdate } from "log-update"
import type { Sink } from "./Output.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface Redraw {
  readonly show: (text: string) => Effect.Effect<void>
  readonly clear: Effect.Effect<void>
}

/**
 * Draws on a terminal. The drawing library writes to a stream at once; what it writes is handed to the sink, whose writes
 * can be waited for.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (sink: Sink): Redraw => {
  let written = ""
  const stream = new Writable({
    decodeStrings: false,
    write(text, _encoding, done) {
      written += text
      done()
    }
  })
  const terminal = Object.defineProperty(stream, "columns", { get: () => sink.columns })
  const update = createLogUpdate(terminal, { showCursor: true })
  const draw = (how: () => void): Effect.Effect<void> =>
    Effect.suspend(() => {
      how()
      const text = written
      written = ""
      return text === "" ? Effect.void : sink.writeControl(text)
    })
  return {
    show: (text) => draw(() => update(sink.colors ? text : stripVTControlCharacters(text))),
    clear: draw(() => update.clear())
  }
}
