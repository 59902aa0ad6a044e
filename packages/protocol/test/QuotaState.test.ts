import { describe, expect, it } from "vitest"
import * as QuotaState from "../src/QuotaState.js"

const windows = [{ limit: 120, millis: 60_000 }]

/** An instant: the wall clock shows some time since the epoch, and the monotonic clock began when the process did. */
const instant = (wall: number, monotonic = 5000): QuotaState.Instant => ({ wall, monotonic })

const saved = (fields: Partial<QuotaState.SavedQuota> = {}): QuotaState.SavedQuota => ({
  v: 1,
  sequence: 1,
  ended: [],
  inFlight: 0,
  pausedUntil: 0,
  savedAt: 1_000_000,
  ...fields
})

describe("a state that is saved", () => {
  it("says in each second how many requests ended, rounded up, by the wall clock", () => {
    const state = { ended: [1, 1000, 1001, 2500], inFlight: 2, pausedUntil: 9000 }
    expect(QuotaState.save(state, 7, instant(1_005_000))).toEqual({
      v: 1,
      sequence: 7,
      ended: [
        [1_001_000, 2],
        [1_002_000, 1],
        [1_003_000, 1]
      ],
      inFlight: 2,
      pausedUntil: 1_009_000,
      savedAt: 1_005_000
    })
  })

  it("says nothing of a pause that is over", () => {
    expect(QuotaState.save({ ...QuotaState.unused, pausedUntil: 5000 }, 1, instant(1_000_000)).pausedUntil).toBe(0)
    expect(QuotaState.save(QuotaState.unused, 1, instant(1_000_000)).pausedUntil).toBe(0)
  })

  it("is this text", () => {
    expect(QuotaState.encode(saved({ ended: [[999_000, 3]] }))).toBe(
      '{"v":1,"sequence":1,"ended":[[999000,3]],"inFlight":0,"pausedUntil":0,"savedAt":1000000}'
    )
  })

  it("is small: thousands of requests in a kilobyte", () => {
    // As many as a window of a minute lets through in twenty of them.
    const ended = Array.from({ length: 2400 }, (_, index) => 60_300 * Math.floor(index / 120))
    expect(QuotaState.encode(QuotaState.save({ ...QuotaState.unused, ended }, 1, instant(0, 0))).length).toBeLessThan(
      1024
    )
  })

  it("goes to the place where the one before is not", () => {
    expect([1, 2, 3].map((sequence) => QuotaState.placeOf({ sequence }))).toEqual([1, 0, 1])
  })
})

describe("the newest of two saves", () => {
  const first = QuotaState.encode(saved({ sequence: 1 }))
  const second = QuotaState.encode(saved({ sequence: 2 }))
  const torn = second.slice(0, 20)

  it.each([
    ["nothing", undefined, undefined, undefined],
    ["one alone", undefined, first, 1],
    ["the later of two", second, first, 2],
    ["the later of two, wherever it is", first, second, 2],
    ["the one that is whole", torn, first, 1],
    ["the one that is whole, wherever it is", first, torn, 1],
    ["nothing after a first save that was torn, since nothing had been sent", undefined, torn, undefined]
  ])("is %s", (_, one, other, sequence) => {
    expect(QuotaState.newest(one, other)).toEqual({
      ok: true,
      value: sequence === undefined ? undefined : saved({ sequence })
    })
  })

  it("may say nothing of when it was made", () => {
    const { savedAt, ...earlier } = saved()
    expect(QuotaState.newest(JSON.stringify(earlier), undefined)).toEqual({ ok: true, value: earlier })
  })

  const unreadable: ReadonlyArray<unknown> = [
    [],
    null,
    { ...saved(), v: 2 },
    { ...saved(), sequence: -1 },
    { ...saved(), sequence: 1.5 },
    { ...saved(), ended: {} },
    { ...saved(), ended: [1000] },
    { ...saved(), ended: [[1000]] },
    { ...saved(), ended: [["1000", 1]] },
    { ...saved(), ended: [[1000, -1]] },
    { ...saved(), inFlight: "1" },
    { ...saved(), pausedUntil: null },
    { ...saved(), savedAt: "today" }
  ]

  it.each(unreadable.map((value) => JSON.stringify(value)))("fails when neither can be read: %s", (text) => {
    expect(QuotaState.newest(text, torn)).toEqual({ ok: false, failure: "Neither of the two saves can be read" })
  })
})

describe("a state that is restored", () => {
  it("counts by the monotonic clock of this process", () => {
    const restored = QuotaState.restore(
      saved({ ended: [[990_000, 2]], pausedUntil: 1_020_000 }),
      windows,
      instant(1_010_000)
    )
    expect(restored).toEqual({ ended: [-15_000, -15_000], inFlight: 0, pausedUntil: 15_000 })
  })

  it("takes requests that were in flight for ended now", () => {
    expect(QuotaState.restore(saved({ inFlight: 2 }), windows, instant(1_010_000)).ended).toEqual([5000, 5000])
  })

  it("stands where it was saved when the wall clock has been set back since", () => {
    const restored = QuotaState.restore(
      saved({ ended: [[990_000, 1]], pausedUntil: 1_020_000 }),
      windows,
      instant(400_000)
    )
    expect(restored).toEqual({ ended: [-5000], inFlight: 0, pausedUntil: 25_000 })
  })

  it.each([
    ["at most an hour", windows, 3_605_000],
    ["at most the longest window", [{ limit: 10_000, millis: 86_400_000 }], 86_405_000]
  ])("believes a pause of an earlier version for %s", (_, windows, pausedUntil) => {
    const earlier = saved({ savedAt: undefined, pausedUntil: 1_000_000_000_000 })
    expect(QuotaState.restore(earlier, windows, instant(1_000_000)).pausedUntil).toBe(pausedUntil)
  })

  it("of an earlier version was saved with its latest request, at the earliest", () => {
    const ended = [
      [2_000_000, 1],
      [3_000_000, 1]
    ] as const
    const restored = QuotaState.restore(saved({ savedAt: undefined, ended }), windows, instant(1_000_000))
    expect(restored.ended).toEqual([-995_000, 5000])
  })

  it("is what was saved, rounded up to seconds", () => {
    const state = { ended: [100, 1200], inFlight: 0, pausedUntil: 9000 }
    const now = instant(1_000_000)
    expect(QuotaState.restore(QuotaState.save(state, 1, now), windows, now)).toEqual({ ...state, ended: [1000, 2000] })
  })
})
