import { ids } from "@effect-userplane/testing/Ids"
import * as FastCheck from "fast-check"
import { expect, it } from "vitest"
import { keyOf } from "../src/LinkRef.js"
import { ref } from "./fixtures.js"
import { holds } from "./properties.js"

it("gives the same key to the same link, whatever else its object holds", () => {
  expect(keyOf({ ...ref })).toBe(keyOf(ref))
  expect(keyOf(Object.assign({ title: "A title" }, ref))).toBe(keyOf(ref))
})

it.each([
  [
    { workspaceId: "a", linkId: "b,c" },
    { workspaceId: "a,b", linkId: "c" }
  ],
  [
    { workspaceId: "a", linkId: '","b' },
    { workspaceId: 'a","', linkId: "b" }
  ],
  [
    { workspaceId: "a", linkId: "" },
    { workspaceId: "", linkId: "a" }
  ],
  [
    { workspaceId: "a", linkId: "\uD800" },
    { workspaceId: "a", linkId: "\uFFFD" }
  ]
])("keeps %j and %j apart", (one, other) => {
  expect(keyOf(one)).not.toBe(keyOf(other))
})

it("gives two links the same key only if they are the same", () => {
  const refs = FastCheck.record({ workspaceId: ids, linkId: ids })
  holds(
    FastCheck.property(refs, refs, (one, other) => {
      const same = one.workspaceId === other.workspaceId && one.linkId === other.linkId
      expect(keyOf(one) === keyOf(other)).toBe(same)
    })
  )
})
