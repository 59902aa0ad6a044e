import { expect, expectTypeOf, it } from "@effect/vitest"
import type * as ErrorCatalogue from "@effect-userplane/core/ErrorCatalogue"
import * as Effect from "effect/Effect"
import { describe } from "vitest"
import * as Fault from "../src/Fault.js"
import { type checks, precedence } from "../src/Precedence.js"
import * as Sandbox from "../src/Sandbox.js"
import { askList, noKey, outcomeOfDeletion } from "./asking.js"

type Tag = ErrorCatalogue.Tag

/** The failures that have a state or a fault of their own. Only `DocumentedFailure` causes the others. */
const ownCauses: ReadonlySet<Tag> = new Set<Tag>([
  "ServiceUnavailable",
  "ApiKeyRequired",
  "ApiKeyInvalid",
  "ApiKeyExpired",
  "ApiKeyDisabled",
  "RateLimited",
  "BadRequest",
  "WorkspaceNotFound",
  "WorkspaceGone",
  "NotAMember",
  "LinkNotFound",
  "LinkWorkspaceMismatch",
  "LinkGone",
  "LinkDeleteForbidden",
  "LinkDeleteFailed"
])

/**
 * Requests the deletion of a link to which all the named failures apply at once, for the answer of the sandbox. Without any,
 * the link is deleted.
 */
const outcomeWhen = (...all: ReadonlyArray<Tag>) =>
  outcomeOf({
    causes: all.filter((tag) => ownCauses.has(tag)),
    faults: precedence.filter((tag) => all.includes(tag) && !ownCauses.has(tag))
  })

/** The same, of failures with causes of their own and failures by `DocumentedFailure`. */
const outcomeOf = ({
  causes,
  faults
}: {
  readonly causes: ReadonlyArray<Tag>
  readonly faults: ReadonlyArray<Tag>
}) => {
  const when = (tag: Tag) => causes.includes(tag)
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
    // A request meets the first fault that waits.
    if (when("ServiceUnavailable")) yield* sandbox.addFault(Fault.ServiceUnavailable.make())
    for (const tag of faults) yield* sandbox.addFault(Fault.DocumentedFailure.make({ tag }))
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

  it.effect.each(pairs.filter(([, second]) => ownCauses.has(second)))(
    "%s as a fault takes precedence over %s",
    ([first, second]) =>
      Effect.gen(function* () {
        expect(yield* outcomeOf({ causes: [second], faults: [first] })).toBe(first)
      })
  )

  it.effect.each(pairs.filter(([first]) => ownCauses.has(first)))(
    "%s takes precedence over %s as a fault",
    ([first, second]) =>
      Effect.gen(function* () {
        expect(yield* outcomeOf({ causes: [first], faults: [second] })).toBe(first)
      })
  )

  it.effect("when all failures apply, the first is the answer", () =>
    Effect.gen(function* () {
      expect(yield* outcomeWhen(...precedence)).toBe(precedence[0])
    })
  )
})
