/** The states of the contract in a sandbox. Each has a user, a key, a workspace and a link of its own. */
import * as Fault from "@effect-userplane/sandbox/Fault"
import { Sandbox } from "@effect-userplane/sandbox/Sandbox"
import * as Effect from "effect/Effect"
import type { StateHandlers, Subject } from "../src/provider.js"

interface Standing extends Subject {
  readonly userId: string
  readonly keyId: string
}

type SandboxService = typeof Sandbox.Service

/** The ids of a state. What it does not name is drawn by the sandbox. */
export type Ids = Partial<Pick<Subject, "linkId" | "workspaceId">>

/** The sandbox looks up ids of at most 255 characters. */
const tooLong = "x".repeat(256)

/** The states, with ids of one's own. They have to be fresh each time. */
export const sandboxStatesWith = (ids: () => Ids): StateHandlers<never, Sandbox> => {
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
    "BAD_REQUEST applies": () => asking(() => Effect.succeed({ linkId: tooLong })),
    "API_KEY_REQUIRED applies": () => standing,
    // The key from before a rotation.
    "API_KEY_INVALID applies": () => after(({ keyId }, sandbox) => sandbox.rotateKey(keyId)),
    "API_KEY_EXPIRED applies": () => after(({ keyId }, sandbox) => sandbox.expireKey(keyId)),
    "API_KEY_DISABLED applies": () => after(({ keyId }, sandbox) => sandbox.disableKey(keyId)),
    "NOT_A_MEMBER applies": () =>
      after(({ userId, workspaceId }, sandbox) => sandbox.removeMember(workspaceId, userId)),
    "LINK_WORKSPACE_MISMATCH applies": () =>
      asking(({ userId }, sandbox) => sandbox.addWorkspace({ members: { [userId]: "owner" } })),
    "LINK_DELETE_FORBIDDEN applies": () =>
      asking(({ workspaceId }, sandbox) =>
        Effect.gen(function* () {
          const { userId: creatorId } = yield* sandbox.addUser()
          yield* sandbox.setRole(workspaceId, creatorId, "owner")
          return yield* sandbox.addLink({ workspaceId, creatorId })
        })
      ),
    "WORKSPACE_NOT_FOUND applies": () =>
      asking(({ workspaceId }) => Effect.succeed({ workspaceId: `${workspaceId}_never` })),
    "LINK_NOT_FOUND applies": () => asking(({ linkId }) => Effect.succeed({ linkId: `${linkId}_never` })),
    "WORKSPACE_GONE applies": () => after(({ workspaceId }, sandbox) => sandbox.removeWorkspace(workspaceId)),
    "LINK_GONE applies": () =>
      asking(({ userId: creatorId, workspaceId }, sandbox) =>
        sandbox.addLink({ workspaceId, creatorId, deleted: true })
      ),
    "RATE_LIMITED applies": () => meeting(Fault.RateLimited.make()),
    "LINK_DELETE_FAILED applies": () => meeting(Fault.LinkDeleteFailed.make()),
    "SERVICE_UNAVAILABLE applies": () => meeting(Fault.ServiceUnavailable.make()),
    "an undeclared error occurs": ({ status }) => meeting(Fault.UndefinedError.make({ status }))
  }
}

/** The states, with ids that the sandbox draws. */
export const sandboxStates = sandboxStatesWith(() => ({}))
