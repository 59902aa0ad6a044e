import { describe, expect, it } from "vitest"
import { withoutStack } from "../src/internal/withoutStack.js"

describe("withoutStack", () => {
  it("makes an error that names itself and nothing else", () => {
    const { stack } = withoutStack(() => new TypeError("No such link"))
    expect(stack).toBe("TypeError: No such link")
  })

  it("leaves the stacks of other errors alone, even when it fails", () => {
    const limit = Error.stackTraceLimit
    expect(() =>
      withoutStack(() => {
        throw new Error("oops")
      })
    ).toThrow("oops")
    expect(Error.stackTraceLimit).toBe(limit)
    expect(new Error("later").stack).toContain("at ")
  })
})
