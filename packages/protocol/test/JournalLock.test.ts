import { describe, expect, it } from "vitest"
import * as JournalLock from "../src/JournalLock.js"

const uuid = "01234567-0123-4123-8123-0123456789ab"

describe("the content of a lock", () => {
  it.each([true, false])("comes back from its text (held: %s)", (isHeld) => {
    expect(JournalLock.decode(JournalLock.encode({ lease: 7000, isHeld }, 3))).toEqual({ lease: 7000, isHeld })
  })

  it("differs with each renewal, and is always of the same length", () => {
    const texts = [0, 1, 99_999].map((renewals) => JournalLock.encode({ lease: 10_000, isHeld: true }, renewals))
    expect(new Set(texts).size).toBe(3)
    expect(new Set(texts.map(({ length }) => length)).size).toBe(1)
  })

  it("of an older version is held, with the default lease", () => {
    expect(JournalLock.decode("")).toEqual({ lease: 10_000, isHeld: true })
  })
})

describe("the name of a lock", () => {
  it("is that of its journal and an id", () => {
    expect(JournalLock.isLockOf("journal.ndjson", JournalLock.nameOf("journal.ndjson", uuid))).toBe(true)
  })

  it.each<readonly [boolean, string]>([
    [true, "journal.ndjson.lock-4711"],
    [true, "journal.ndjson.lock-4711-123456-4026531836-0badcafe"],
    [false, "journal.ndjson.lock-of-the-door"],
    [false, "journal.ndjson"],
    [false, `other.ndjson.lock-${uuid}`]
  ])("%s: %s", (isLock, name) => {
    expect(JournalLock.isLockOf("journal.ndjson", name)).toBe(isLock)
  })

  it.each([
    ["/data/journal.ndjson", "/data/", "journal.ndjson"],
    ["/data/a\\b", "/data/", "a\\b"],
    ["C:\\data\\journal.ndjson", "C:\\data\\", "journal.ndjson"]
  ])("stands in the folder of the journal: %s", (path, folder, name) => {
    expect(JournalLock.split(path)).toEqual({ folder, name })
  })
})

describe("a process that watches the locks of others", () => {
  const own = "journal.lock-5"
  const earlier = "journal.lock-1"
  const later = "journal.lock-9"
  const text = (renewals: number, isHeld = true, lease = 3000) => JournalLock.encode({ lease, isHeld }, renewals)
  const nothing = { first: undefined, expired: [] }

  /** The results of looks at one lock after the other, a second apart. */
  const looks = (name: string, ...texts: ReadonlyArray<string>) => {
    const watch = new JournalLock.Watch(own, 1000)
    return texts.map((text) => watch.look(new Map([[name, text]])))
  }

  it("finds a lock expired that was not renewed for its whole lease", () => {
    expect(looks(later, text(1), text(1), text(1), text(1))).toEqual([
      nothing,
      nothing,
      nothing,
      { first: undefined, expired: [later] }
    ])
  })

  it("watches a lock again from the beginning that was gone in between", () => {
    const watch = new JournalLock.Watch(own, 1000)
    const found = new Map([[later, text(1)]])
    for (const locks of [found, found, found, new Map(), found, found, found])
      expect(watch.look(locks)).toEqual(nothing)
    expect(watch.look(found)).toEqual({ first: undefined, expired: [later] })
  })

  it("gives way to a lock that is held and renewed", () => {
    expect(looks(later, text(1), text(2))).toEqual([nothing, { first: later, expired: [] }])
  })

  it("gives way to one that waits as well, when that is the first by name", () => {
    expect(looks(earlier, text(1, false), text(2, false))).toEqual([nothing, { first: earlier, expired: [] }])
  })

  it("goes on watching one that waits as well and is not the first by name", () => {
    const renewed = Array.from({ length: 9 }, (_, renewals) => text(renewals, false))
    expect(looks(later, ...renewed)).toEqual(renewed.map(() => nothing))
  })
})
