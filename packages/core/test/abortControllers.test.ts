import { describe, expect, it } from "vitest"
import { AbortControllers } from "../src/internal/abortControllers.js"

describe("controllers that are given back", () => {
  it("are kept, 64 of them at most", () => {
    const controllers = new AbortControllers()
    const lend = (count: number) => Array.from({ length: count }, () => controllers.lend())
    const first = lend(65)
    for (const controller of first) controllers.takeBack(controller)
    const known = new Set(first)
    expect(lend(65).filter((controller) => known.has(controller))).toHaveLength(64)
  })
})
