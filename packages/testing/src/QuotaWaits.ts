/** The requests that wait for a quota, and what is known of them, stated once for every client. */
import { describe, expect, it } from "vitest"
import {
  burst,
  day,
  hour,
  type InQuotaWorld,
  minute,
  type QuotaInUse,
  type QuotaWorld,
  second,
  sendings,
  type Window
} from "./QuotaWorld.js"

/** Declares the tests of a client. */
export const quotaWaits = (inWorld: InQuotaWorld): void => {
  const under = (
    quota: "documented" | "unlimited" | ReadonlyArray<Window>,
    use: (quota: QuotaInUse, adjust: QuotaWorld["adjust"]) => Promise<void>
  ) => inWorld((world) => world.quota(quota, (quota) => use(quota, world.adjust)))

  describe("a window", () => {
    it("waits for a request in flight when nothing else can leave", () =>
      under([{ limit: 1, duration: second }], async (quota, adjust) => {
        const requests = await burst(quota, 2, { takes: minute })
        await adjust(30 * second)
        expect(await quota.wait()).toEqual({ reason: "Window", window: { limit: 1, duration: second }, waiting: 1 })
        await adjust(hour)
        expect(sendings(requests)).toEqual([0, 61_000])
      }))

    it("that is out of range is refused", () =>
      inWorld(async ({ quota }) => {
        const made = quota([{ limit: 0, duration: minute }], async () => {})
        await expect(made).rejects.toThrow("Quota: limit must be a whole number from 1, not 0")
      }))
  })

  describe("the layers", () => {
    it("layerDocumented holds 120 a minute and 10,000 a day", () =>
      under("documented", async ({ windows }) => {
        expect(windows).toEqual([
          { limit: 120, duration: minute },
          { limit: 10_000, duration: day }
        ])
      }))
  })

  describe("a request that is given up in line", () => {
    it("leaves its place to the next, in whatever moment it goes", () =>
      under([{ limit: 1, duration: second }], async (quota, adjust) => {
        await quota.come({ takes: second })
        const [first, other] = await burst(quota, 2, { takes: Number.POSITIVE_INFINITY })
        const last = await quota.come()
        await adjust(100)
        await first?.giveUp()
        await other?.giveUp()
        await adjust(minute)
        expect(last.sentAt).toEqual([2000])
        expect([first?.sentAt, other?.sentAt]).toEqual([[], []])
      }))

    it("after it was admitted and before it starts, hands the front on", () =>
      under([{ limit: 1, duration: second }], async (quota, adjust) => {
        const [, front, next, last] = await burst(quota, 4)
        await adjust(0)
        // The one at the front goes, and admits the next, which goes in the same moment.
        front?.giveUpAtOnce()
        next?.giveUpAtOnce()
        await adjust(minute)
        expect([front?.sentAt, next?.sentAt, last?.sentAt]).toEqual([[], [], [1000]])
      }))
  })

  describe("a 429", () => {
    it("is shared by concurrent requests: they pause once", () =>
      under("unlimited", async (quota, adjust) => {
        const requests = await burst(quota, 3, { takes: 100, rateLimited: { backoff: 2 * second } })
        await adjust(minute)
        // One goes first, and with its answer the two others.
        expect(sendings(requests)).toEqual([0, 0, 0, 2100, 2200, 2200])
      }))

    it("whose backoff and retry-after are negative pauses nothing", () =>
      under("unlimited", async (quota) => {
        const { sentAt } = await quota.come({ rateLimited: { backoff: -5000, retryAfter: -5000 } })
        expect(sentAt).toEqual([0, 0])
      }))
  })

  describe("the wait", () => {
    it("can be read: what for, until when, and by how many", () =>
      under([{ limit: 2, duration: minute }], async (quota, adjust) => {
        expect(await quota.wait()).toBeUndefined()
        await burst(quota, 5)
        const window = { limit: 2, duration: minute }
        expect(await quota.wait()).toEqual({ reason: "Window", window, until: minute, waiting: 3 })
        await adjust(minute)
        expect(await quota.wait()).toEqual({ reason: "Window", window, until: 2 * minute, waiting: 1 })
        await adjust(minute)
        expect(await quota.wait()).toBeUndefined()
      }))

    it("tells a pause and the first requests after it from a full window", () =>
      under("unlimited", async (quota, adjust) => {
        await quota.come({ rateLimited: { retryAfter: 10 * second } })
        await burst(quota, 5, { takes: second })
        await adjust(second)
        expect(await quota.wait()).toMatchObject({ reason: "Pause", until: 10 * second })
        await adjust(9500)
        expect(await quota.wait()).toMatchObject({ reason: "Probe" })
        expect(await quota.wait()).not.toHaveProperty("until")
      }))

    it("can be watched", () =>
      under([{ limit: 1, duration: minute }], async (quota, adjust) => {
        const seen = await quota.watch()
        await burst(quota, 4)
        await adjust(10 * minute)
        const counts = seen.map((wait) => wait?.waiting ?? 0)
        const changes = counts.filter((count, index) => count !== counts[index - 1])
        expect(changes).toEqual([0, 1, 2, 3, 2, 1, 0])
      }))

    it("is a metric", () =>
      under([{ limit: 2, duration: minute }], async (quota, adjust) => {
        const before = await quota.metrics()
        await burst(quota, 5)
        expect(await quota.metrics()).toMatchObject({ waiting: 3 })
        await adjust(hour)
        expect(await quota.metrics()).toEqual({ waiting: 0, waits: before.waits + 3 })
      }))

    it("is told to the request", () =>
      under([{ limit: 1, duration: minute }], async (quota, adjust) => {
        const requests = await burst(quota, 3, { toldWait: true })
        await adjust(hour)
        expect(requests.map(({ waited }) => waited)).toEqual([[0], [minute], [2 * minute]])
      }))
  })

  describe("the forecast", () => {
    it("is when the last of so many requests starts at the earliest", () =>
      under(
        [
          { limit: 120, duration: minute },
          { limit: 10_000, duration: day }
        ],
        async ({ forecast }) => {
          expect(await Promise.all([0, 120, 121, 1000, 25_000].map(forecast))).toEqual([
            0,
            0,
            minute,
            8 * minute,
            2 * day + 41 * minute
          ])
        }
      ))

    it("begins with what was used, what is in flight and the pause", () =>
      under([{ limit: 3, duration: minute }], async (quota, adjust) => {
        await quota.come({ rateLimited: { retryAfter: 10 * second } })
        expect(await quota.forecast(1)).toBe(10 * second)
        await adjust(10 * second)
        await quota.come({ takes: Number.POSITIVE_INFINITY })
        expect([await quota.forecast(1), await quota.forecast(2)]).toEqual([minute, 70 * second])
      }))
  })
}
