import { describe, expect, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import { IdSet } from "../src/internal/model/idSet.js"
import { LinkSet } from "../src/internal/model/linkSet.js"

const { array, constantFrom, integer, oneof, string } = FastCheck

const ids = oneof(
  string({ unit: "grapheme", maxLength: 8 }),
  string({ unit: "binary", maxLength: 3 }),
  array(integer({ min: 0xd7fe, max: 0xe001 }), { maxLength: 3 }).map((units) => String.fromCharCode(...units)),
  // Few and alike, so that many come twice; and one that is longer than all that the set has room for at first.
  constantFrom("a", "aa", "aaa", "\0", "\0\0", "漢", "漢字", "x".repeat(1000))
)

describe("a set of ids", () => {
  it.prop("holds what was added, and nothing else", [array(ids, { maxLength: 200 }), array(ids)], ([added, others]) => {
    const set = new IdSet()
    const expected = new Set<string>()
    for (const id of added) {
      expect(set.add(id)).toBe(!expected.has(id))
      expected.add(id)
    }
    expect(set.size).toBe(expected.size)
    for (const id of [...added, ...others]) expect(set.has(id)).toBe(expected.has(id))
  })

  it("stays exact while it grows", () => {
    const set = new IdSet()
    for (let id = 0; id < 20_000; id += 2) set.add(`lnk_${id}`)
    const wrong = Array.from({ length: 20_000 }, (_, id) => id).filter((id) => set.has(`lnk_${id}`) !== (id % 2 === 0))
    expect(wrong).toEqual([])
  })
})

describe("a set of links", () => {
  it("tells workspaces apart", () => {
    const set = new LinkSet()
    expect(set.add({ workspaceId: "ws_1", linkId: "lnk_1" })).toBe(true)
    expect(set.add({ workspaceId: "ws_1", linkId: "lnk_1" })).toBe(false)
    expect(set.has({ workspaceId: "ws_2", linkId: "lnk_1" })).toBe(false)
    expect(set.add({ workspaceId: "ws_2", linkId: "lnk_1" })).toBe(true)
    expect(set.has({ workspaceId: "ws_1", linkId: "lnk_2" })).toBe(false)
    expect(set.size).toBe(2)
  })
})
