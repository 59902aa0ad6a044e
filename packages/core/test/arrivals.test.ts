import { describe, expect, it, vi } from "@effect/vitest"
import { Arrivals } from "../src/internal/arrivals.js"

/** A turn of the event loop that ends when the test says so. */
const turns = () => {
  const ends: Array<() => void> = []
  return {
    arrivals: new Arrivals((task) => ends.push(task)),
    planned: () => ends.length,
    end: () => {
      for (const end of ends.splice(0)) end()
    }
  }
}

const expectMany = (arrivals: Arrivals, count: number) => {
  for (let index = 0; index < count; index++) arrivals.expect()
}

const arrive = (arrivals: Arrivals, arrival: () => void) => {
  arrivals.expectNoLonger()
  arrivals.handOver(arrival)
}

describe("what arrives", () => {
  it("is handed over at once when nothing else is expected", () => {
    const { arrivals, planned } = turns()
    const heard: Array<string> = []
    for (const name of ["first", "second"]) {
      arrivals.expect()
      arrive(arrivals, () => heard.push(name))
      expect(heard).toContain(name)
    }
    expect(planned()).toBe(0)
  })

  it.each([
    { name: "when more is expected", expected: 3 },
    { name: "with those that came before it in the turn, though nothing more is expected", expected: 2 }
  ])("waits for the end of the turn $name", ({ expected }) => {
    const { arrivals, end, planned } = turns()
    const heard: Array<string> = []
    expectMany(arrivals, expected)
    arrive(arrivals, () => heard.push("first"))
    arrive(arrivals, () => heard.push("second"))
    expect({ heard, planned: planned() }).toEqual({ heard: [], planned: 1 })
    end()
    expect(heard).toEqual(["first", "second"])
  })

  it("is alone when the others will not come", () => {
    const { arrivals, planned } = turns()
    const heard: Array<string> = []
    expectMany(arrivals, 3)
    arrivals.expectNoLonger()
    arrivals.expectNoLonger()
    arrive(arrivals, () => heard.push("only"))
    expect({ heard, planned: planned() }).toEqual({ heard: ["only"], planned: 0 })
  })

  it("while others are handed over waits for the end of the next turn", () => {
    const { arrivals, end, planned } = turns()
    const heard: Array<string> = []
    expectMany(arrivals, 3)
    arrive(arrivals, () => {
      heard.push("first")
      arrive(arrivals, () => heard.push("second"))
    })
    end()
    expect({ heard, planned: planned() }).toEqual({ heard: ["first"], planned: 1 })
    end()
    expect(heard).toEqual(["first", "second"])
  })
})

describe("the platform's end of a turn", () => {
  it("comes after the microtasks of the turn", async () => {
    const arrivals = new Arrivals()
    const heard: Array<string> = []
    expectMany(arrivals, 2)
    const handedOver = new Promise<void>((resolve) => {
      arrive(arrivals, () => {
        heard.push("arrival")
        resolve()
      })
    })
    await Promise.resolve()
    heard.push("microtask")
    await handedOver
    expect(heard).toEqual(["microtask", "arrival"])
  })

  it("is not waited for where there is none, as in browsers", async () => {
    vi.stubGlobal("setImmediate", undefined)
    vi.resetModules()
    const browser = await import("../src/internal/arrivals.js")
    vi.unstubAllGlobals()
    const arrivals = new browser.Arrivals()
    const heard: Array<string> = []
    expectMany(arrivals, 3)
    for (const name of ["first", "second"]) {
      arrive(arrivals, () => heard.push(name))
      expect(heard).toContain(name)
    }
  })
})
