import { inspect } from "node:util"
import { describe, expect, it } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/TestClock"
import * as Fault from "../src/Fault.js"
import * as Fixtures from "../src/Fixtures.js"
import * as Sandbox from "../src/Sandbox.js"
import { answerOf, askDelete, askList, noKey, outcomeOfDeletion, outcomeOfListing } from "./asking.js"

const { keys, links, workspaces } = Fixtures

const standard = Effect.provide(Sandbox.layer({ seed: 7 }))

describe("the standard world", () => {
  const main = workspaces.main

  it.effect.each([
    ["the creator deletes the link", keys.member, main, links.deletable, "Deleted"],
    ["an owner deletes another's link", keys.owner, main, links.deletable, "Deleted"],
    ["an admin deletes another's link", keys.admin, main, links.forbidden, "Deleted"],
    ["a member cannot delete another's link", keys.member, main, links.forbidden, "LinkDeleteForbidden"],
    ["a deleted link is gone", keys.member, main, links.gone, "LinkGone"],
    ["a link of another workspace", keys.member, main, links.elsewhere, "LinkWorkspaceMismatch"],
    ["a link that never existed", keys.member, main, links.unknown, "LinkNotFound"],
    ["a workspace that never existed", keys.member, workspaces.unknown, links.deletable, "WorkspaceNotFound"],
    ["a removed workspace", keys.member, workspaces.removed, links.removed, "WorkspaceGone"],
    ["a workspace of other users", keys.owner, workspaces.foreign, links.foreign, "NotAMember"],
    ["a user who is not a member", keys.outsider, main, links.deletable, "NotAMember"],
    ["no key", noKey, main, links.deletable, "ApiKeyRequired"],
    ["an expired key", keys.expired, main, links.deletable, "ApiKeyExpired"],
    ["a disabled key", keys.disabled, main, links.deletable, "ApiKeyDisabled"],
    ["the key before a rotation", keys.rotated, main, links.deletable, "ApiKeyInvalid"],
    ["a key that never existed", Redacted.make("nonsense"), main, links.deletable, "ApiKeyInvalid"],
    ["an id with a line break", keys.member, main, "lnk\n", "BadRequest"],
    ["an id with an invisible control character", keys.member, main, "lnk\u0085", "BadRequest"],
    ["an empty id", keys.member, main, "", "BadRequest"],
    ["an id of 255 characters", keys.member, main, "l".repeat(255), "LinkNotFound"],
    ["an id of 256 characters", keys.member, main, "l".repeat(256), "BadRequest"],
    ["a workspace id of 256 characters", keys.member, "w".repeat(256), links.deletable, "BadRequest"],
    ["a link whose key service is down", keys.member, main, links.busy, "ServiceUnavailable"]
  ] as const)("%s", ([, key, workspaceId, linkId, outcome]) =>
    Effect.gen(function* () {
      expect(yield* outcomeOfDeletion({ key, workspaceId, linkId })).toBe(outcome)
    }).pipe(standard)
  )

  it.effect("the busy link gets a 503, then a 429, and is then deleted", () =>
    Effect.gen(function* () {
      const ask = outcomeOfDeletion({ key: keys.member, workspaceId: main, linkId: links.busy })
      expect(yield* Effect.all([ask, ask, ask])).toEqual(["ServiceUnavailable", "RateLimited", "Deleted"])
    }).pipe(standard)
  )

  it.effect("the first response for the lost-response link is lost although it was deleted", () =>
    Effect.gen(function* () {
      const ref = { key: keys.member, workspaceId: main, linkId: links.lostReply }
      expect((yield* askDelete(ref))._tag).toBe("Broken")
      expect(yield* outcomeOfDeletion(ref)).toBe("LinkGone")
    }).pipe(standard)
  )

  it.effect("contains the links of the fixtures, and their number of unnamed links", () =>
    Effect.gen(function* () {
      const { links: all } = yield* Effect.flatMap(Sandbox.Sandbox, ({ snapshot }) => snapshot)
      const named = Object.values(links).filter((linkId) => linkId !== links.unknown)
      expect(all.map(({ linkId }) => linkId)).toEqual(expect.arrayContaining(named))
      expect(all).toHaveLength(named.length + Fixtures.unnamedLinks)
    }).pipe(standard)
  )
})

describe("keys", () => {
  const ask = (key: Redacted.Redacted) => outcomeOfListing(key, workspaces.main)

  it.effect("a key with a lifetime is good until exactly its end", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const { key } = yield* sandbox.addKey({ userId: Fixtures.users.owner, lifetime: "90 days" })
      yield* TestClock.adjust("90 days")
      expect(yield* ask(key)).toBe("ApiKeyExpired")
      yield* TestClock.setTime(90 * 86_400_000 - 1)
      expect(yield* ask(key)).toBe("Listed")
    }).pipe(standard)
  )

  it.effect("expiring, disabling and enabling take effect at once", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* sandbox.disableKey(Fixtures.keyIds.admin)
      expect(yield* ask(keys.admin)).toBe("ApiKeyDisabled")
      yield* sandbox.enableKey(Fixtures.keyIds.admin)
      expect(yield* ask(keys.admin)).toBe("Listed")
      yield* sandbox.expireKey(Fixtures.keyIds.admin)
      expect(yield* ask(keys.admin)).toBe("ApiKeyExpired")
    }).pipe(standard)
  )

  it.effect("a rotation makes the old key invalid and the new one good, at once", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const { key } = yield* sandbox.rotateKey(Fixtures.keyIds.owner)
      expect(yield* ask(keys.owner)).toBe("ApiKeyInvalid")
      expect(yield* ask(key)).toBe("Listed")
    }).pipe(standard)
  )
})

describe("deletion", () => {
  it.effect("a deleted link stays, and every later request for it gets LINK_GONE", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const ref = { key: keys.member, workspaceId: workspaces.main, linkId: links.deletable }
      yield* TestClock.adjust("5 seconds")
      expect(answerOf(yield* askDelete(ref))).toEqual({
        _tag: "Deleted",
        workspaceId: workspaces.main,
        linkId: links.deletable
      })
      expect(yield* outcomeOfDeletion(ref)).toBe("LinkGone")
      expect(yield* outcomeOfDeletion({ ...ref, key: keys.owner })).toBe("LinkGone")
      expect(yield* sandbox.link(links.deletable)).toMatchObject({ deletedAt: 5000 })
    }).pipe(standard)
  )

  it.effect("a rejected request changes nothing", () =>
    Effect.gen(function* () {
      const { snapshot } = yield* Sandbox.Sandbox
      const before = (yield* snapshot).links
      yield* askDelete({ key: keys.member, workspaceId: workspaces.main, linkId: links.forbidden })
      yield* askDelete({ key: keys.member, workspaceId: workspaces.main, linkId: links.elsewhere })
      yield* askDelete({ key: keys.disabled, workspaceId: workspaces.main, linkId: links.deletable })
      expect((yield* snapshot).links).toEqual(before)
    }).pipe(standard)
  )

  it.effect("a creator who left the workspace is not a member, and may delete again after rejoining", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const ref = { key: keys.member, workspaceId: workspaces.main, linkId: links.deletable }
      yield* sandbox.removeMember(workspaces.main, Fixtures.users.member)
      expect(yield* outcomeOfDeletion(ref)).toBe("NotAMember")
      yield* sandbox.setRole(workspaces.main, Fixtures.users.member, "member")
      expect(yield* outcomeOfDeletion(ref)).toBe("Deleted")
    }).pipe(standard)
  )

  it.effect("a new role takes effect at once", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* sandbox.setRole(workspaces.main, Fixtures.users.member, "admin")
      expect(
        yield* outcomeOfDeletion({ key: keys.member, workspaceId: workspaces.main, linkId: links.forbidden })
      ).toBe("Deleted")
    }).pipe(standard)
  )
})

describe("the seed", () => {
  const grown = Effect.gen(function* () {
    const sandbox = yield* Sandbox.Sandbox
    const { userId } = yield* sandbox.addUser()
    const { key } = yield* sandbox.addKey({ userId })
    const { workspaceId } = yield* sandbox.addWorkspace({ members: { [userId]: "owner" } })
    yield* sandbox.addLinks(20, { workspaceId, creatorId: userId })
    return { snapshot: yield* sandbox.snapshot, key: Redacted.value(key) }
  })
  const grownFrom = (seed: number) => Effect.provide(grown, Sandbox.layer({ seed }))

  it.effect("the same seed gives the same world", () =>
    Effect.gen(function* () {
      expect(yield* grownFrom(7)).toEqual(yield* grownFrom(7))
    })
  )

  it.effect("another seed gives another world", () =>
    Effect.gen(function* () {
      const [one, other] = yield* Effect.all([grownFrom(7), grownFrom(8)])
      expect(one.key).not.toBe(other.key)
      expect(one.snapshot.links.slice(-20)).not.toEqual(other.snapshot.links.slice(-20))
    })
  )

  it.effect("drawing for a fault does not change the world", () =>
    Effect.gen(function* () {
      const diced = Effect.gen(function* () {
        const sandbox = yield* Sandbox.Sandbox
        yield* sandbox.addFault(Fault.Reset.make(), { probability: 0.5 })
        yield* askList(keys.owner, workspaces.main)
        yield* sandbox.reset
        return yield* grown
      }).pipe(Effect.provide(Sandbox.layer({ seed: 7 })))
      expect(yield* diced).toEqual(yield* grownFrom(7))
    })
  )

  it.effect("a reset restores the world, the faults, the log and the quota", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const before = yield* sandbox.snapshot
      const ref = { key: keys.member, workspaceId: workspaces.main, linkId: links.busy }
      yield* outcomeOfDeletion(ref)
      yield* outcomeOfDeletion({ ...ref, linkId: links.deletable })
      expect(yield* sandbox.snapshot).not.toEqual(before)
      yield* sandbox.reset
      expect(yield* sandbox.snapshot).toEqual(before)
      expect(yield* sandbox.requests).toEqual([])
      expect(yield* outcomeOfDeletion(ref)).toBe("ServiceUnavailable")
    }).pipe(standard)
  )
})

describe("an inconsistent world", () => {
  const mistake = (f: (sandbox: Sandbox.SandboxService) => Effect.Effect<unknown>) =>
    Effect.flatMap(Sandbox.Sandbox, f).pipe(
      Effect.exit,
      Effect.map((exit) => (Exit.isFailure(exit) ? Option.getOrUndefined(Cause.dieOption(exit.cause)) : undefined)),
      Effect.provide(Sandbox.layer())
    )

  it.effect.each<readonly [string, RegExp, (sandbox: Sandbox.SandboxService) => Effect.Effect<unknown>]>([
    ["a key of an unknown user", /no user usr_x/, (_) => _.addKey({ userId: "usr_x" })],
    ["a duplicate key", /taken/, (_) => _.addKey({ userId: Fixtures.users.owner, key: keys.owner })],
    ["an empty key", /empty/, (_) => _.addKey({ userId: Fixtures.users.owner, key: noKey })],
    ["a duplicate user", /user usr_demo_owner already/, (_) => _.addUser({ userId: Fixtures.users.owner })],
    ["the rotation of an unknown key", /no key key_x/, (_) => _.rotateKey("key_x")],
    [
      "a duplicate workspace",
      /workspace ws_demo_main already/,
      (_) => _.addWorkspace({ workspaceId: workspaces.main, members: {} })
    ],
    ["a workspace of an unknown user", /no user usr_x/, (_) => _.addWorkspace({ members: { usr_x: "owner" } })],
    [
      "a link of an unknown workspace",
      /no workspace ws_x/,
      (_) => _.addLink({ workspaceId: "ws_x", creatorId: Fixtures.users.owner })
    ],
    [
      "a link of a user who is not a member",
      /no member of ws_demo_main usr_demo_outsider/,
      (_) => _.addLink({ workspaceId: workspaces.main, creatorId: Fixtures.users.outsider })
    ],
    [
      "a duplicate link",
      /link lnk_demo_gone already/,
      (_) => _.addLink({ workspaceId: workspaces.main, creatorId: Fixtures.users.owner, linkId: links.gone })
    ],
    ["a fault for 0 requests", /times must be/, (_) => _.addFault(Fault.Reset.make(), { times: 0 })],
    [
      "a fault with a probability above 1",
      /probability must be/,
      (_) => _.addFault(Fault.Reset.make(), { probability: 1.5 })
    ]
  ])("%s dies with a message that says why", ([, message, build]) =>
    Effect.gen(function* () {
      const defect = yield* mistake(build)
      expect(defect).toBeInstanceOf(Cause.IllegalArgumentException)
      expect(defect).toMatchObject({ message: expect.stringMatching(message) })
      expect(inspect(defect)).not.toContain(Redacted.value(keys.owner))
    })
  )
})

describe("inspection", () => {
  it.effect("the snapshot, the log and the service show no key", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* askDelete({ key: keys.member, workspaceId: workspaces.main, linkId: links.deletable })
      const shown = [
        yield* sandbox.snapshot,
        yield* sandbox.requests,
        sandbox,
        yield* sandbox.rotateKey(Fixtures.keyIds.owner)
      ]
      expect(inspect(shown, { depth: 20 }) + JSON.stringify(shown)).not.toContain(Fixtures.keyPrefix)
    }).pipe(standard)
  )

  it.effect("the log has the time, the status and the fault of every request, also without a response", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* sandbox.addFault(Fault.NoReply.make(), { linkId: links.deletable })
      yield* askDelete({ key: keys.member, workspaceId: workspaces.main, linkId: links.gone })
      yield* TestClock.adjust("3 seconds")
      yield* askDelete({ key: keys.member, workspaceId: workspaces.main, linkId: links.deletable })
      yield* askList(keys.member, workspaces.main)
      expect(yield* sandbox.requests).toEqual([
        { at: 0, method: "DELETE", path: "/asked", status: 410, fault: undefined },
        { at: 3000, method: "DELETE", path: "/asked", status: undefined, fault: "NoReply" },
        { at: 3000, method: "GET", path: "/asked", status: 200, fault: undefined }
      ])
      yield* sandbox.clearRequests
      expect(yield* sandbox.requests).toEqual([])
    }).pipe(standard)
  )

  it.effect("a link that never existed is undefined", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      expect(yield* sandbox.link(links.unknown)).toBeUndefined()
    }).pipe(standard)
  )
})
