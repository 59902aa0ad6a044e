/** The provider's build: it verifies the sandbox, and publishes the results under a version. */
import * as Fault from "@effect-userplane/sandbox/Fault"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxServer from "@effect-userplane/sandbox/SandboxServer"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Record from "effect/Record"
import { Authentication, type OtherStateHandlers, Source, verifyProvider } from "../../src/provider.js"
import { type EffectHandlers, sandboxStates } from "../sandboxStates.js"
import { workspaceWithLinks } from "./otherConsumer.js"
import { Stage } from "./Stage.js"

type States = EffectHandlers<never, Sandbox.Sandbox>

/** The sandbox, but its errors are `{ error, message }`. */
const withAnotherEnvelope: States = Record.map(
  sandboxStates,
  (handler) => (parameters) =>
    Effect.tap(handler(parameters), ({ linkId }) =>
      Effect.flatMap(Sandbox.Sandbox, (sandbox) => sandbox.addFault(Fault.ProseEnvelope.make(), { linkId }))
    )
)

/** The state of the other consumer. */
const otherStates: OtherStateHandlers<never, Sandbox.Sandbox> = {
  [workspaceWithLinks]: ({ count }) =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const { userId } = yield* sandbox.addUser()
      const { key } = yield* sandbox.addKey({ userId })
      const { workspaceId } = yield* sandbox.addWorkspace({ members: { [userId]: "member" } })
      yield* Effect.replicateEffect(sandbox.addLink({ workspaceId, creatorId: userId }), Number(count))
      return { workspaceId, apiKey: key }
    })
}

interface Build {
  readonly states?: States
  readonly otherStates?: OtherStateHandlers<never, Sandbox.Sandbox>
}

const building = (source: Effect.Effect<Source, never, Stage>, build: Build) =>
  Effect.gen(function* () {
    const { baseUrl } = yield* SandboxServer.SandboxServer
    return yield* verifyProvider({ baseUrl, states: sandboxStates, otherStates, ...build, source: yield* source })
  }).pipe(Effect.provide(Layer.provideMerge(SandboxServer.layer(), Sandbox.layerEmpty())))

const broker = (options: {
  readonly baseUrl?: string | undefined
  readonly providerVersion?: string
  readonly consumers?: ReadonlyArray<string> | undefined
}) =>
  Effect.map(Stage, (stage) =>
    Source.Broker({
      baseUrl: options.baseUrl ?? stage.baseUrl,
      authentication: Authentication.Basic(stage.credentials),
      providerBranch: "main",
      consumers: options.consumers,
      // Whatever is published is newer.
      workInProgressSince: "2020-01-01",
      publication: options.providerVersion === undefined ? undefined : { providerVersion: options.providerVersion }
    })
  )

export const verify = (providerVersion: string, baseUrl?: string) => building(broker({ providerVersion, baseUrl }), {})

export const verifyBroken = (providerVersion: string) =>
  building(broker({ providerVersion }), { states: withAnotherEnvelope })

/** Verifies what a webhook handed over. */
export const verifyUrl = (url: string, providerVersion: string) =>
  building(
    Effect.map(Stage, ({ credentials }) =>
      Source.Url({
        url,
        authentication: Authentication.Basic(credentials),
        providerBranch: "main",
        publication: { providerVersion }
      })
    ),
    {}
  )

/** Verifies without publishing. */
export const verifyWith = ({ consumers, ...build }: Build & { readonly consumers?: ReadonlyArray<string> }) =>
  building(broker({ consumers }), build)
