import { describe, expect, it } from "vitest"
import { ConnectionHistory } from "../src/ConnectionHistory.js"

describe("a connection that was not made", () => {
  const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED", syscall: "connect" })

  it.each([
    { mayRepeat: false, before: false, after: false },
    { mayRepeat: true, before: false, after: true }
  ])("proves that nothing was sent, unless it may have been before: $mayRepeat", ({ after, before, mayRepeat }) => {
    const history = new ConnectionHistory(mayRepeat)
    expect(history.failureOf(refused).mayHaveBeenSent).toBe(before)
    history.noteConnected()
    expect(history.failureOf(refused).mayHaveBeenSent).toBe(after)
  })

  it("proves nothing after a connection that was lost", () => {
    const history = new ConnectionHistory(true)
    expect(history.failureOf(new Error("read ECONNRESET")).mayHaveBeenSent).toBe(true)
    expect(history.failureOf(refused).mayHaveBeenSent).toBe(true)
  })
})
