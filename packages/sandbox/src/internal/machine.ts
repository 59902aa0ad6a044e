import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Fixtures from "../Fixtures.js"
import * as Quota from "../Quota.js"
import type { Options, SandboxService } from "../Sandbox.js"
import type { Key, LinkOptions } from "../World.js"
import * as Exchanging from "./exchanging.js"
import { FaultPlans } from "./faultPlans.js"
import { RequestLog } from "./requestLog.js"
import { Seeded } from "./seeded.js"
import * as Snapshot from "./snapshot.js"
import { type KeyState, State } from "./state.js"

/** Everything that changes while a sandbox runs. */
export interface World {
  readonly state: State
  readonly plans: FaultPlans
  readonly seeded: Seeded
  readonly log: RequestLog
}

const keyOf = ({ keyId, secret, user }: KeyState): Key => ({
  keyId,
  userId: user.userId,
  key: Redacted.make(secret)
})

const atNow = <A>(f: (now: number) => A): Effect.Effect<A> => Effect.map(Clock.currentTimeMillis, f)

export const make = (
  options: Options,
  fill: (state: State, plans: FaultPlans, seeded: Seeded) => void
): SandboxService => {
  const rules = Quota.rules(options.quota)
  const seed = options.seed ?? 1

  const begin = (): World => {
    const seeded = new Seeded(seed)
    // Dice of their own: a fault that is drawn for does not change the ids that follow.
    const plans = new FaultPlans(new Seeded(seed + 1))
    const state = new State(rules)
    fill(state, plans, seeded)
    return { state, plans, seeded, log: new RequestLog() }
  }

  let world = begin()

  const newSecret = (): string => Fixtures.keyPrefix + world.seeded.token(32)

  const setRole: SandboxService["setRole"] = (workspaceId, userId, role) =>
    Effect.sync(() => {
      const member = world.state.workspace(workspaceId).members.get(userId)
      if (member !== undefined) member.role = role
      else world.state.addMember(workspaceId, { workspaceMemberId: world.seeded.id("wsm"), userId, role })
    })

  const addLink = (options: LinkOptions, now: number) => {
    const { state, seeded } = world
    const link = state.addLink({
      linkId: options.linkId ?? seeded.id("lnk"),
      workspaceId: options.workspaceId,
      creatorId: options.creatorId,
      title: options.title ?? seeded.title(),
      createdAt: now
    })
    if (options.deleted === true) state.deleteLink(link, now)
    return Snapshot.ofLink(link)
  }

  return {
    addUser: (options = {}) =>
      Effect.sync(() => {
        const userId = options.userId ?? world.seeded.id("usr")
        const { name } = world.state.addUser(userId, options.name ?? world.seeded.name())
        return { userId, name }
      }),
    addKey: ({ key, keyId, lifetime, userId }) =>
      atNow((now) =>
        keyOf(
          world.state.addKey({
            keyId: keyId ?? world.seeded.id("key"),
            userId,
            secret: key === undefined ? newSecret() : Redacted.value(key),
            expiresAt: lifetime === undefined ? undefined : now + Duration.toMillis(lifetime)
          })
        )
      ),
    expireKey: (keyId) =>
      atNow((now) => {
        world.state.key(keyId).expiresAt = now
      }),
    disableKey: (keyId) =>
      Effect.sync(() => {
        world.state.key(keyId).disabled = true
      }),
    enableKey: (keyId) =>
      Effect.sync(() => {
        world.state.key(keyId).disabled = false
      }),
    rotateKey: (keyId) => Effect.sync(() => keyOf(world.state.rotateKey(keyId, newSecret()))),
    addWorkspace: (options) =>
      Effect.suspend(() => {
        const workspaceId = options.workspaceId ?? world.seeded.id("ws")
        const workspace = world.state.addWorkspace(workspaceId, options.title ?? `Workspace of ${world.seeded.name()}`)
        return Effect.forEach(Object.entries(options.members), ([userId, role]) => setRole(workspaceId, userId, role), {
          discard: true
        }).pipe(Effect.map(() => Snapshot.ofWorkspace(workspace)))
      }),
    setRole,
    removeMember: (workspaceId, userId) =>
      Effect.sync(() => {
        world.state.workspace(workspaceId).members.delete(userId)
      }),
    removeWorkspace: (workspaceId) =>
      Effect.sync(() => {
        world.state.workspace(workspaceId).removed = true
      }),
    addLink: (options) => atNow((now) => addLink(options, now)),
    addLinks: (count, options) => atNow((now) => Array.from({ length: count }, () => addLink(options, now))),
    addFault: (fault, target = {}) => Effect.sync(() => world.plans.add(fault, target)),
    clearFaults: Effect.sync(() => world.plans.clear()),
    link: (linkId) =>
      Effect.sync(() => {
        const link = world.state.links.get(linkId)
        return link === undefined ? undefined : Snapshot.ofLink(link)
      }),
    snapshot: atNow((now) => Snapshot.ofState(world.state, now)),
    requests: Effect.sync(() => world.log.all()),
    clearRequests: Effect.sync(() => world.log.clear()),
    reset: Effect.sync(() => {
      world = begin()
    }),
    exchange: (request) => Effect.suspend(() => Exchanging.exchange(world, rules.hint, request))
  }
}
