/** The states of the contract in a sandbox. Each has a user, a key, a workspace and a link of its own. */
import * as Fault from "@effect-userplane/sandbox/Fault"
import { Sandbox } from "@effect-userplane/sandbox/Sandbox"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type { StateName, StateParameters, Subject } from "../src/provider.js"

/** Handlers that are Effects, every one of them. */
export type EffectHandlers<E, R> = {
  readonly [Name in StateName]: (parameters: StateParameters) => Effect.Effect<Subject, E, R>
}

interface Standing extends Subject {
  readonly apiKey: Redacted.Redacted
  readonly userId: string
  readonly keyId: string
}

type SandboxService = typeof Sandbox.Service

/** The ids of a state. What it does not name is drawn by the sandbox. */
export type Ids = Partial<Pick<Subject, "linkId" | "workspaceId">>

/** The sandbox looks up ids of at most 255 characters. */
const tooLong = "x".repeat(256)

/** The states, with ids of one's own. They have to be fresh each time. */
export const sandboxStatesWith = (ids: () => Ids): EffectHandlers<never, Sandbox> => {
  /** A link that can be deleted with the key. */
  const standing: Effect.Effect<Standing, never, Sandbox> = Effect.gen(function* () {
    const sandbox = yield* Sandbox
    const own = ids()
    const { userId } = yield* sandbox.addUser()
    const { key, keyId } = yield* sandbox.addKey({ userId })
    const { workspaceId } = yield* sandbox.addWorkspace({
      workspaceId: own.workspaceId,
      members: { [userId]: "member" }
    })
    const { linkId } = yield* sandbox.addLink({ linkId: own.linkId, workspaceId, creatorId: userId })
    return { userId, keyId, workspaceId, linkId, apiKey: key }
  })

  /** The same, after something has happened to it. */
  const after = (happening: (standing: Standing, sandbox: SandboxService) => Effect.Effect<unknown>) =>
    Effect.tap(standing, (before) => Effect.flatMap(Sandbox, (sandbox) => happening(before, sandbox)))

  /** The same, but another subject is asked for. */
  const asking = (other: (standing: Standing, sandbox: SandboxService) => Effect.Effect<Partial<Subject>>) =>
    Effect.gen(function* () {
      const before = yield* standing
      return { ...before, ...(yield* other(before, yield* Sandbox)) }
    })

  const meeting = (fault: Fault.Fault) => after(({ linkId }, sandbox) => sandbox.addFault(fault, { linkId }))

  return {
    "the link can be deleted": () => standing,
    "an id breaks the provider's rules": () => asking(() => Effect.succeed({ linkId: tooLong })),
    // The key from before a rotation.
    "the key is unknown": () => after(({ keyId }, sandbox) => sandbox.rotateKey(keyId)),
    "the key has expired": () => after(({ keyId }, sandbox) => sandbox.expireKey(keyId)),
    "the key is disabled": () => after(({ keyId }, sandbox) => sandbox.disableKey(keyId)),
    "the user is not a member of the workspace": () =>
      after(({ userId, workspaceId }, sandbox) => sandbox.removeMember(workspaceId, userId)),
    "the link is in another workspace": () =>
      asking(({ userId }, sandbox) => sandbox.addWorkspace({ members: { [userId]: "owner" } })),
    "the user may not delete the link": () =>
      asking(({ workspaceId }, sandbox) =>
        Effect.gen(function* () {
          const { userId: creatorId } = yield* sandbox.addUser()
          yield* sandbox.setRole(workspaceId, creatorId, "owner")
          return yield* sandbox.addLink({ workspaceId, creatorId })
        })
      ),
    "the workspace does not exist": () =>
      asking(({ workspaceId }) => Effect.succeed({ workspaceId: `${workspaceId}_never` })),
    "the link does not exist": () => asking(({ linkId }) => Effect.succeed({ linkId: `${linkId}_never` })),
    "the workspace was deleted": () => after(({ workspaceId }, sandbox) => sandbox.removeWorkspace(workspaceId)),
    "the link was deleted before": () =>
      asking(({ userId: creatorId, workspaceId }, sandbox) =>
        sandbox.addLink({ workspaceId, creatorId, deleted: true })
      ),
    "the user's quota is spent": () => meeting(Fault.RateLimited.make()),
    "the server fails to delete the link": () => meeting(Fault.LinkDeleteFailed.make()),
    "the key service is unavailable": () => meeting(Fault.ServiceUnavailable.make()),
    "the provider fails in an undeclared way": ({ status }) => meeting(Fault.UndefinedError.make({ status }))
  }
}

/** The states, with ids that the sandbox draws. */
export const sandboxStates = sandboxStatesWith(() => ({}))
