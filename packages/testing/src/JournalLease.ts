/** The lease of a journal: which of several processes has it, and until when. Stated once for every client. */
import { describe, expect, it } from "vitest"
import { type Disk, DiskFailure, type LeaseClient, type LeaseWorld, makeDisk } from "./LeaseWorld.js"

const path = "/data/journal.ndjson"

/** The same journal as another process sees it: to a disk it is the same path, and to a lease another one. */
const samePath = "/data/./journal.ndjson"

const stale = `${path}.lock-01234567-0123-4123-8123-0123456789ab`
const last = `${path}.lock-ffffffff-ffff-4fff-8fff-ffffffffffff`

const locked = { _tag: "JournalLocked" }
const nothing = () => {}

/** Declares the tests of a client. */
export const journalLease = (client: LeaseClient): void => {
  const itRuns = (name: string, test: (world: LeaseWorld) => Promise<void>) => it(name, () => client(test))

  describe("the lease of a journal", () => {
    itRuns("is acquired at once where nobody holds it, and leaves no file", async ({ start }) => {
      const { disk, locks } = makeDisk()
      const { end, taken } = await start(disk, path)
      expect(taken()).toBe("taken")
      expect(locks()).toHaveLength(1)
      await end()
      expect(locks()).toEqual([])
    })

    itRuns("is rejected at once within the process that holds it", async ({ start }) => {
      const { disk, locks } = makeDisk()
      await start(disk, path)
      const [lock] = locks()
      const second = await start(disk, path)
      expect(second.taken()).toMatchObject({ ...locked, lock })
    })

    itRuns("is rejected while another process renews it, for however long", async ({ adjust, start }) => {
      const { disk, files, locks } = makeDisk()
      const first = await start(disk, path)
      await adjust(60_000)
      const second = await start(disk, samePath)
      await adjust(3000)
      expect(second.taken()).toMatchObject(locked)
      expect(locks()).toHaveLength(1)
      await first.end()
      expect(files.size).toBe(0)
    })

    it.for<readonly [who: string, lock: string, text: string]>([
      ["a process that was killed", stale, "10000 held 7"],
      ["a process of another machine that was killed while it waited", stale, "10000 waiting 7"],
      ["an older version", `${path}.lock-4711-123456-4026531836-0badcafe`, ""],
      ["an older version elsewhere than on Linux", `${path}.lock-4711`, ""]
    ])("is taken over from %s once it has run out, after saying for how long it waits", ([, lock, text]) =>
      client(async ({ adjust, start }) => {
        const { disk, files } = makeDisk()
        files.set(lock, text)
        const waits: Array<unknown> = []
        const { taken } = await start(disk, path, { onWait: (at, lease) => waits.push([at, lease]) })
        await adjust(9000)
        expect(taken()).toBeUndefined()
        await adjust(3000)
        expect(taken()).toBe("taken")
        expect(files.has(lock)).toBe(false)
        expect(waits).toEqual([[lock, 10_000]])
      })
    )

    itRuns("is waited for as long as its holder says, not the process that waits", async ({ adjust, start }) => {
      const { disk, files } = makeDisk()
      files.set(stale, "20000 held 7")
      const { taken } = await start(disk, path, { lease: 5000 })
      await adjust(19_000)
      expect(taken()).toBeUndefined()
      await adjust(2000)
      expect(taken()).toBe("taken")
    })

    itRuns("is acquired by one of two processes that start at the same time", async ({ adjust, start }) => {
      const { disk, locks } = makeDisk()
      // Each makes its lock before either looks for others.
      const slow = { ...disk, listingTakes: 1000 }
      const both = [await start(slow, path), await start(slow, samePath)]
      await adjust(10_000)
      expect(both.filter(({ taken }) => taken() === "taken")).toHaveLength(1)
      expect(locks()).toHaveLength(1)
    })

    itRuns("waits for a process that waits, and is rejected when that one acquires it", async ({ adjust, start }) => {
      const { disk, files } = makeDisk()
      files.set(last, "10000 waiting 0")
      const { taken } = await start(disk, path)
      for (let renewals = 1; renewals <= 20; renewals++) {
        files.set(last, `10000 waiting ${renewals}`)
        await adjust(3000)
      }
      expect(taken()).toBeUndefined()
      files.set(last, "10000 held 99")
      await adjust(2000)
      expect(taken()).toMatchObject(locked)
    })

    itRuns("is acquired when the other process ends", async ({ adjust, start }) => {
      const { disk, files } = makeDisk()
      files.set(stale, "10000 held 1")
      let reads = 0
      const vanishing: Disk = {
        ...disk,
        readFile: (at) => {
          if (at === stale && ++reads === 2) files.delete(stale)
          return disk.readFile(at)
        }
      }
      const { taken } = await start(vanishing, path)
      await adjust(2000)
      expect(taken()).toBe("taken")
    })

    itRuns("is about its own journal alone", async ({ start }) => {
      const { disk, files } = makeDisk()
      files.set(`${path}.lock-of-the-door`, "")
      files.set("/data/other.ndjson.lock-4711", "")
      expect((await start(disk, path)).taken()).toBe("taken")
    })

    itRuns("has its lock beside the journal, whatever separates the names of folders", async ({ start }) => {
      const { disk, files } = makeDisk()
      await start(disk, "C:\\data\\journal.ndjson")
      expect([...files.keys()][0]).toMatch(/^C:\\data\\journal\.ndjson\.lock-/)
    })

    const denied = (at: string): never => {
      throw new DiskFailure("PermissionDenied", at)
    }

    itRuns("is not acquired when a lock cannot be written or read", async ({ start }) => {
      const { disk, files } = makeDisk()
      const readOnly = await start({ ...disk, writeFile: denied }, path)
      expect(readOnly.taken()).toMatchObject({ reason: "PermissionDenied" })
      files.set("/data/a.lock-4711", "")
      const secret = await start({ ...disk, readFile: denied }, "/data/a")
      expect(secret.taken()).toMatchObject({ reason: "PermissionDenied" })
    })
  })

  describe("a lease that was lost", () => {
    itRuns("stops the next write", async ({ start }) => {
      const { disk, files, locks } = makeDisk()
      const { write } = await start(disk, path)
      let writes = 0
      const count = () => {
        writes += 1
      }
      expect(await write(count)).toBeUndefined()
      files.delete(String(locks()[0]))
      expect(await write(count)).toMatchObject({ _tag: "JournalLost", path })
      expect(writes).toBe(1)
    })

    itRuns("stays lost: a renewal does not write the lock again", async ({ adjust, start }) => {
      const { disk, files } = makeDisk()
      const { write } = await start(disk, path)
      files.clear()
      await adjust(60_000)
      expect(files.size).toBe(0)
      expect(await write(nothing)).toMatchObject({ _tag: "JournalLost" })
    })

    itRuns("during a write that took as long as the lease fails the write", async ({ start }) => {
      const { disk, files } = makeDisk()
      const { write } = await start(disk, path)
      expect(await write(() => files.clear(), 10_000)).toMatchObject({ _tag: "JournalLost" })
    })

    itRuns("but was only not renewed in time holds while nobody has taken it over", async ({ adjust, start }) => {
      const { disk } = makeDisk()
      let isBroken = false
      const flaky: Disk = {
        ...disk,
        writeFile: (at, text, isNew) => {
          if (isBroken) throw new DiskFailure("Unknown", at)
          disk.writeFile(at, text, isNew)
        }
      }
      const { write } = await start(flaky, path)
      isBroken = true
      await adjust(60_000)
      expect(await write(nothing)).toBeUndefined()
    })

    itRuns("before it was acquired is JournalLocked", async ({ start }) => {
      const { disk, files } = makeDisk()
      const robbed: Disk = {
        ...disk,
        readDirectory: () => {
          files.clear()
          return []
        }
      }
      expect((await start(robbed, path)).taken()).toMatchObject(locked)
    })
  })
}
