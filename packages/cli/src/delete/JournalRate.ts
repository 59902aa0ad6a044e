/**
 * The rate of the runs of a journal.
 *
 * @since 0.1.0
 */
import type { Line } from "@effect-userplane/core/Journal"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/**
 * The number of links that became final, and in how much time. The time between two runs does not count.
 *
 * @since 0.1.0
 * @category models
 */
export interface JournalRate {
  readonly links: number
  readonly millis: number
}

/**
 * The rate of these lines; `undefined` where they tell none.
 *
 * @since 0.1.0
 * @category combinators
 */
export const of = <E, R>(lines: Stream.Stream<Line, E, R>): Effect.Effect<JournalRate | undefined, E, R> =>
  Effect.suspend(() => {
    let links = 0
    let millis = 0
    let before: number | undefined
    const count = (line: Line) =>
      Effect.sync(() => {
        const at = line.at
        // A clock may have been set back meanwhile.
        if (line.type !== "run" && before !== undefined) millis += Math.max(0, at - before)
        if (line.type === "outcome" && line.settled) links += 1
        before = at
      })
    return Effect.map(Stream.runForEach(lines, count), () =>
      links === 0 || millis === 0 ? undefined : { links, millis }
    )
  })
