import { describe, expect, it } from "vitest"
import { progressOf } from "../src/Progress.js"

describe("the progress of a failed call", () => {
  it.each([
    ["Unknown", true],
    ["NotDeleted", false],
    [undefined, false]
  ] as const)("with the outcome %s may be done: %s", (outcome, mayBeDone) => {
    expect(progressOf({ attempts: 2, outcome })).toStrictEqual({ attempts: 2, mayBeDone })
  })
})
