/** A quota that is kept in a store, stated once for every client. */
import { describe, expect, it } from "vitest"
import { burst, hour, type InQuotaWorld, minute, type SavedOptions, second } from "./QuotaWorld.js"

const windows = [{ limit: 3, duration: minute }]

const inStore = (values: Map<string, string> = new Map()): SavedOptions => ({ values, windows, tolerance: 0 })

const full: SavedOptions["saving"] = () => ({ fails: true })

/** Declares the tests of a client. */
export const savedQuotas = (inWorld: InQuotaWorld): void => {
  describe("a quota that is saved", () => {
    it("is what it was after a restart, rounded up to seconds", () =>
      inWorld(async ({ adjust, saved }) => {
        const store = inStore()
        await saved(store, async (quota) => {
          await quota.come()
          await adjust(100)
          await burst(quota, 2)
        })
        await saved(store, async ({ forecast }) => expect(await forecast(1)).toBe(minute))
        await adjust(hour)
        await saved(store, async ({ forecast }) => expect(await forecast(1)).toBe(3_600_100))
      }))

    it("forgets nothing when the process is killed: what was in flight counts from the restart", () =>
      inWorld(async ({ adjust, saved }) => {
        const store = inStore()
        let disk: SavedOptions["values"] = new Map()
        await saved(store, async (quota) => {
          await burst(quota, 3, { takes: Number.POSITIVE_INFINITY })
          disk = new Map(store.values)
        })
        await adjust(10 * second)
        await saved(inStore(disk), async ({ forecast }) => expect(await forecast(1)).toBe(70 * second))
      }))

    it("keeps a pause", () =>
      inWorld(async ({ saved }) => {
        const store = inStore()
        await saved(store, async ({ come }) => {
          await come({ rateLimited: { retryAfter: 5 * hour } })
        })
        await saved(store, async ({ forecast }) => expect(await forecast(1)).toBe(5 * hour))
      }))

    it("lives through a save that was torn, and goes on from the one before", () =>
      inWorld(async ({ saved }) => {
        const store = inStore()
        await saved(store, async (quota) => {
          await burst(quota, 3)
        })
        for (const key of ["userplane-quota.0", "userplane-quota.1"]) {
          const whole = String(store.values.get(key))
          store.values.set(key, whole.slice(0, 20))
          await saved(store, async ({ forecast }) => expect(await forecast(1)).toBe(minute))
          store.values.set(key, whole)
        }
      }))

    it("fails when nothing that was saved can be read", () =>
      inWorld(async ({ saved }) => {
        const values = new Map([
          ["userplane-quota.0", "{"],
          ["userplane-quota.1", "[]"]
        ])
        await expect(saved(inStore(values), async () => {})).rejects.toMatchObject({
          _tag: "QuotaCorrupt",
          keys: ["userplane-quota.0", "userplane-quota.1"],
          message: "Neither userplane-quota.0 nor userplane-quota.1 can be read. Remove both to count from nothing."
        })
      }))

    it("is kept under two keys, of which one is written at a time", () =>
      inWorld(async ({ saved }) => {
        const values = new Map<string, string>()
        await saved({ values, key: "of the day" }, async (quota) => {
          await quota.come()
          await quota.come()
        })
        expect([...values.keys()].toSorted()).toEqual(["of the day.0", "of the day.1"])
      }))

    it("saves once for all requests that come while a save is under way", () =>
      inWorld(async ({ adjust, saved }) => {
        let saves = 0
        let after = second
        const saving = () => {
          saves += 1
          return { after }
        }
        await saved({ values: new Map(), saving }, async (quota) => {
          const requests = await burst(quota, 20)
          await adjust(minute)
          expect(new Set(requests.flatMap(({ sentAt }) => sentAt))).toEqual(new Set([second, 2 * second]))
          expect(saves).toBe(2)
          after = 0
        })
      }))

    it("sends all the same when it cannot be saved, and warns", () =>
      inWorld(({ saved }) =>
        saved({ ...inStore(), saving: full }, async ({ come, logged, saveError }) => {
          expect((await come()).sentAt).toEqual([0])
          expect(logged).toContainEqual(["The used quota could not be saved", saveError])
        })
      ))

    it("tells onSaveError, and sends all the same, when it cannot be saved", () =>
      inWorld(({ saved }) => {
        const errors: Array<unknown> = []
        const onSaveError = (error: unknown) => errors.push(error)
        return saved({ ...inStore(), saving: full, onSaveError }, async ({ come, logged, saveError }) => {
          expect((await come()).sentAt).toEqual([0])
          expect(errors).toContain(saveError)
          expect(logged).toEqual([])
        })
      }))

    it("gives back the permit of a request that was given up before it was sent", () =>
      inWorld(({ adjust, saved }) => {
        let after = second
        return saved({ ...inStore(), saving: () => ({ after }) }, async ({ come, forecast }) => {
          const request = await come()
          await adjust(500)
          expect(await forecast(3)).toBe(60_500)
          after = 0
          await request.giveUp()
          expect(request.sentAt).toEqual([])
          expect(await forecast(3)).toBe(500)
        })
      }))
  })
}
