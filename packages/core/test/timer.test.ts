import { afterEach, beforeEach, describe, expect, it, vi } from "@effect/vitest"

describe("a timer", () => {
  let startTimer: typeof import("../src/internal/timer.js").startTimer

  beforeEach(async () => {
    // Each test with a module that has started no timer yet.
    vi.resetModules()
    startTimer = (await import("../src/internal/timer.js")).startTimer
    vi.useFakeTimers()
  })

  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it("does its task when the time is up, once", () => {
    const task = vi.fn()
    startTimer(task, 30_000)
    vi.advanceTimersByTime(29_999)
    expect(task).not.toHaveBeenCalled()
    vi.advanceTimersByTime(60_000)
    expect(task).toHaveBeenCalledOnce()
  })

  it("can be ended before", () => {
    const task = vi.fn()
    clearTimeout(startTimer(task, 30_000))
    vi.advanceTimersByTime(60_000)
    expect(task).not.toHaveBeenCalled()
  })

  it("is as long as the platform has them when it would be longer", () => {
    const task = vi.fn()
    startTimer(task, 2 ** 31)
    vi.advanceTimersByTime(2 ** 31 - 2)
    expect(task).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(task).toHaveBeenCalledOnce()
  })

  it("leaves one companion of the same duration behind, however many there were, until that is over", () => {
    for (let calls = 0; calls < 3; calls++) clearTimeout(startTimer(() => {}, 30_000))
    expect(vi.getTimerCount()).toBe(1)
    vi.advanceTimersByTime(30_000)
    expect(vi.getTimerCount()).toBe(0)
    clearTimeout(startTimer(() => {}, 30_000))
    expect(vi.getTimerCount()).toBe(1)
  })

  it("holds no process up with its companion", () => {
    vi.useRealTimers()
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length
    const before = timers()
    const timer = startTimer(() => {}, 30_000)
    expect(timers()).toBe(before + 1)
    clearTimeout(timer)
    expect(timers()).toBe(before)
  })

  it("is started where timers are numbers", () => {
    const started: Array<number> = []
    vi.stubGlobal("setTimeout", (_: () => void, millis: number) => started.push(millis))
    expect(startTimer(() => {}, 30_000)).toBe(2)
    expect(started).toEqual([30_000, 30_000])
  })
})
