import { describe, expect, it } from "vitest"
import { Uncounted } from "../src/Uncounted.js"

const figures = ({ attempts, millis }: Uncounted) => ({ attempts, millis })

describe("the attempts and the time that do not count", () => {
  it("begin with the attempts before the call", () => {
    expect(figures(new Uncounted(3))).toEqual({ attempts: 3, millis: 0 })
  })

  it("are those of waits and of 429s", () => {
    const uncounted = new Uncounted(0)
    uncounted.waited(1000)
    uncounted.rateLimited(200)
    expect(figures(uncounted)).toEqual({ attempts: 1, millis: 1200 })
  })

  it("are all up to a suspicion, once it is known to be an outage", () => {
    let isOutage: boolean | undefined
    const uncounted = new Uncounted(0)
    uncounted.rateLimited(200)
    uncounted.suspect({ isOutage: () => isOutage }, 3, 1500)
    expect(figures(uncounted)).toEqual({ attempts: 1, millis: 200 })
    isOutage = true
    expect(figures(uncounted)).toEqual({ attempts: 3, millis: 1500 })
    uncounted.waited(100)
    expect(figures(uncounted)).toEqual({ attempts: 3, millis: 1600 })
  })

  it("are not those of a suspicion that was no outage", () => {
    const uncounted = new Uncounted(0)
    uncounted.suspect({ isOutage: () => false }, 3, 1500)
    expect(figures(uncounted)).toEqual({ attempts: 0, millis: 0 })
  })
})
