/** The span of a call within whatever is around it, stated once for every client. */
import { describe, expect, it } from "vitest"

/** What is around a call and makes a difference to its spans. */
export const surroundings = [
  "nothing",
  "a span",
  "a span of another process",
  "a span that is not to be continued",
  "a span below one that is not to be continued",
  "a span that is not to be continued, below one that is",
  "annotations",
  "links",
  "tracing switched off",
  "timing switched off"
] as const

export type Surrounding = (typeof surroundings)[number]

/** The spans of a call, as far as what surrounds it decides on them. */
export interface SpanSurroundings {
  /** The span of the client. */
  readonly ours: (surrounding: Surrounding) => Promise<ReadonlyArray<object>>
  /** A span that Effect makes around the call. */
  readonly theirs: (surrounding: Surrounding) => Promise<ReadonlyArray<object>>
  /** The name of the span above one that a transport makes, where it is used by itself within the span `outside`. */
  readonly aboveTransport: () => Promise<string | undefined>
}

/** Declares the tests of a client. */
export const spanSurroundings = ({ aboveTransport, ours, theirs }: SpanSurroundings): void => {
  describe("the span of a call", () => {
    it.for(surroundings)("is within %s what one of Effect.withSpan is", async (surrounding) => {
      const expected = await theirs(surrounding)
      expect(await ours(surrounding)).toEqual(expected)
      // Where tracing is off, and where the span would not be continued, there may be none.
      if (surrounding === "nothing") expect(expected).toHaveLength(1)
    })
  })

  describe("the spans that a transport makes", () => {
    it("are below whatever is around it where it is used by itself", async () => {
      expect(await aboveTransport()).toBe("outside")
    })
  })
}
