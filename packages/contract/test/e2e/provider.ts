/** The provider's build: it verifies the sandbox, and publishes the results under a version. */
import * as Fault from "@effect-userplane/sandbox/Fault"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxServer from "@effect-userplane/sandbox/SandboxServer"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Record from "effect/Record"
import { Authentication, Source, type StateHandlers, verifyProvider } from "../../src/provider.js"
import { sandboxStates } from "../sandboxStates.js"
import { Stage } from "./Stage.js"

type States = StateHandlers<never, Sandbox.Sandbox>

/** The sandbox, but its errors are `{ error, message }`. */
const withAnotherEnvelope: States = Record.map(
  sandboxStates,
  (handler) => (parameters) =>
    Effect.tap(handler(parameters), ({ linkId }) =>
      Effect.flatMap(Sandbox.Sandbox, (sandbox) => sandbox.addFault(Fault.ProseEnvelope.make(), { linkId }))
    )
)

const verifying = (states: States) => (providerVersion: string, brokerUrl?: string) =>
  Effect.gen(function* () {
    const stage = yield* Stage
    const { baseUrl } = yield* SandboxServer.SandboxServer
    return yield* verifyProvider({
      baseUrl,
      states,
      source: Source.Broker({
        baseUrl: brokerUrl ?? stage.baseUrl,
        authentication: Authentication.Basic(stage.credentials),
        providerBranch: "main",
        // Whatever is published is newer.
        workInProgressSince: "2020-01-01",
        publication: { providerVersion }
      })
    })
  }).pipe(Effect.provide(Layer.provideMerge(SandboxServer.layer(), Sandbox.layerEmpty())))

export const verify = verifying(sandboxStates)

export const verifyBroken = verifying(withAnotherEnvelope)
