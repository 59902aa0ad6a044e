import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Request } from "../Exchange.js"
import type { Fault, Target } from "../Fault.js"
import * as Fixtures from "../Fixtures.js"
import type { Rules } from "../Quota.js"
import type { Key, KeyOptions, LinkOptions, Role, UserOptions, WorkspaceOptions } from "../World.js"
import { handle } from "./request/handle.js"
import * as Snapshot from "./world/snapshot.js"
import type { KeyState } from "./world/state.js"
import { type Fill, make as makeWorld } from "./world/world.js"

const keyOf = ({ keyId, secret, user }: KeyState): Key => ({
  keyId,
  userId: user.userId,
  key: Redacted.make(secret)
})

const atNow = <A>(f: (now: number) => A): Effect.Effect<A> => Effect.map(Clock.currentTimeMillis, f)

/** Makes a sandbox whose world starts with what `fill` adds. */
export const make = (rules: Rules, seed: number, fill: Fill) => {
  let world = makeWorld(rules, seed, fill)

  const newSecret = (): string => Fixtures.keyPrefix + world.random.token(32)

  const setRole = (workspaceId: string, userId: string, role: Role): Effect.Effect<void> =>
    Effect.sync(() => {
      const member = world.state.workspace(workspaceId).members.get(userId)
      if (member !== undefined) member.role = role
      else world.state.addMember(workspaceId, { workspaceMemberId: world.random.id("wsm"), userId, role })
    })

  const addLink = (options: LinkOptions, now: number) => {
    const { state, random } = world
    const link = state.addLink({
      linkId: options.linkId ?? random.id("lnk"),
      workspaceId: options.workspaceId,
      creatorId: options.creatorId,
      title: options.title ?? random.title(),
      createdAt: now
    })
    if (options.deleted === true) state.deleteLink(link, now)
    return Snapshot.ofLink(link)
  }

  return {
    addUser: (options: UserOptions = {}) =>
      Effect.sync(() => {
        const userId = options.userId ?? world.random.id("usr")
        const { name } = world.state.addUser(userId, options.name ?? world.random.name())
        return { userId, name }
      }),
    addKey: ({ key, keyId, lifetime, userId }: KeyOptions) =>
      atNow((now) =>
        keyOf(
          world.state.addKey({
            keyId: keyId ?? world.random.id("key"),
            userId,
            secret: key === undefined ? newSecret() : Redacted.value(key),
            expiresAt: lifetime === undefined ? undefined : now + Duration.toMillis(lifetime)
          })
        )
      ),
    expireKey: (keyId: string) =>
      atNow((now) => {
        world.state.key(keyId).expiresAt = now
      }),
    disableKey: (keyId: string) =>
      Effect.sync(() => {
        world.state.key(keyId).disabled = true
      }),
    enableKey: (keyId: string) =>
      Effect.sync(() => {
        world.state.key(keyId).disabled = false
      }),
    rotateKey: (keyId: string) => Effect.sync(() => keyOf(world.state.rotateKey(keyId, newSecret()))),
    addWorkspace: (options: WorkspaceOptions) =>
      Effect.suspend(() => {
        const workspaceId = options.workspaceId ?? world.random.id("ws")
        const workspace = world.state.addWorkspace(workspaceId, options.title ?? `Workspace of ${world.random.name()}`)
        return Effect.forEach(Object.entries(options.members), ([userId, role]) => setRole(workspaceId, userId, role), {
          discard: true
        }).pipe(Effect.map(() => Snapshot.ofWorkspace(workspace)))
      }),
    setRole,
    removeMember: (workspaceId: string, userId: string) =>
      Effect.sync(() => {
        world.state.workspace(workspaceId).members.delete(userId)
      }),
    removeWorkspace: (workspaceId: string) =>
      Effect.sync(() => {
        world.state.workspace(workspaceId).removed = true
      }),
    addLink: (options: LinkOptions) => atNow((now) => addLink(options, now)),
    addLinks: (count: number, options: LinkOptions) =>
      atNow((now) => Array.from({ length: count }, () => addLink(options, now))),
    addFault: (fault: Fault, target: Target = {}) => Effect.sync(() => world.faults.add(fault, target)),
    clearFaults: Effect.sync(() => world.faults.clear()),
    link: (linkId: string) =>
      Effect.sync(() => {
        const link = world.state.links.get(linkId)
        return link === undefined ? undefined : Snapshot.ofLink(link)
      }),
    snapshot: atNow((now) => Snapshot.ofState(world.state, now)),
    requests: Effect.sync(() => world.log.all()),
    clearRequests: Effect.sync(() => world.log.clear()),
    reset: Effect.sync(() => {
      world = makeWorld(rules, seed, fill)
    }),
    exchange: (request: Request) => Effect.suspend(() => handle(world, rules.retryAfter, request))
  }
}
