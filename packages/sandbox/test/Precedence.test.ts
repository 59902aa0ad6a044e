import { readFileSync } from "node:fs"
import { expect, expectTypeOf, it } from "@effect/vitest"
import * as ErrorCatalogue from "@effect-userplane/core/ErrorCatalogue"
import * as Effect from "effect/Effect"
import { describe } from "vitest"
import * as Fault from "../src/Fault.js"
import { checks, precedence } from "../src/Precedence.js"
import * as Sandbox from "../src/Sandbox.js"
import { askList, noKey, outcomeOfDeletion } from "./asking.js"

type Tag = ErrorCatalogue.Tag

/**
 * Requests the deletion of a link to which all the named failures apply at once, for the answer of the sandbox. Without any,
 * the link is deleted.
 */
const outcomeWhen = (...all: ReadonlyArray<Tag>) => {
  const when = (tag: Tag) => all.includes(tag)
  return Effect.gen(function* () {
    const sandbox = yield* Sandbox.Sandbox
    const user = yield* sandbox.addUser()
    const other = yield* sandbox.addUser()
    const { key, keyId } = yield* sandbox.addKey({ userId: user.userId })
    const members = { [user.userId]: "member", [other.userId]: "member" } as const
    const { workspaceId: own } = yield* sandbox.addWorkspace({ members })
    const { workspaceId: foreign } = yield* sandbox.addWorkspace({ members })
    const { linkId: existing } = yield* sandbox.addLink({
      workspaceId: own,
      creatorId: when("LinkDeleteForbidden") ? other.userId : user.userId,
      linkId: "l".repeat(when("BadRequest") ? 256 : 255),
      deleted: when("LinkGone")
    })
    const asked = when("LinkWorkspaceMismatch") ? foreign : own

    if (when("RateLimited")) yield* askList(key, own)
    if (when("WorkspaceGone")) yield* sandbox.removeWorkspace(asked)
    if (when("NotAMember")) yield* sandbox.removeMember(asked, user.userId)
    if (when("ApiKeyExpired")) yield* sandbox.expireKey(keyId)
    if (when("ApiKeyDisabled")) yield* sandbox.disableKey(keyId)
    if (when("ApiKeyInvalid")) yield* sandbox.rotateKey(keyId)
    if (when("ServiceUnavailable")) yield* sandbox.addFault(Fault.ServiceUnavailable.make())
    if (when("LinkDeleteFailed")) yield* sandbox.addFault(Fault.LinkDeleteFailed.make())

    return yield* outcomeOfDeletion({
      key: when("ApiKeyRequired") ? noKey : key,
      workspaceId: when("WorkspaceNotFound") ? "ws_unknown" : asked,
      linkId: when("LinkNotFound") ? `${existing.slice(1)}x` : existing
    })
  }).pipe(Effect.provide(Sandbox.layerEmpty({ quota: { windows: [{ limit: 1, duration: "1 day" }] } })))
}

const pairs = precedence.flatMap((first, index) =>
  precedence.slice(index + 1).map((second) => [first, second] as const)
)

describe("Precedence", () => {
  it("names every documented failure once", () => {
    expectTypeOf<(typeof checks)[number]["failures"][number]>().toEqualTypeOf<Tag>()
    expect(precedence).toHaveLength(new Set(precedence).size)
  })

  it("the README has the table of the precedence", () => {
    const rows = checks.map(({ check, failures }, index) => {
      const codes = failures.map((tag) => `\`${ErrorCatalogue.byTag[tag].code}\``)
      return `| ${index + 1} | ${check} | ${codes.join(", ")} |`
    })
    expect(readFileSync(new URL("../README.md", import.meta.url), "utf8")).toContain(rows.join("\n"))
  })

  it.effect("a link without any failure is deleted", () =>
    Effect.gen(function* () {
      expect(yield* outcomeWhen()).toBe("Deleted")
    })
  )

  it.effect.each(precedence)("%s can be brought about by state or fault", (tag) =>
    Effect.gen(function* () {
      expect(yield* outcomeWhen(tag)).toBe(tag)
    })
  )

  it.effect.each(pairs)("%s takes precedence over %s", ([first, second]) =>
    Effect.gen(function* () {
      expect(yield* outcomeWhen(first, second)).toBe(first)
    })
  )

  it.effect("when all failures apply, the first is the answer", () =>
    Effect.gen(function* () {
      expect(yield* outcomeWhen(...precedence)).toBe(precedence[0])
    })
  )
})
