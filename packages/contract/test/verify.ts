/** Verifies the sandbox against the committed pact, as a provider's build would: `pnpm pact:verify`. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxServer from "@effect-userplane/sandbox/SandboxServer"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Source, verifyProvider } from "../src/provider.js"
import { committedPact } from "./committedPact.js"
import { sandboxStates } from "./sandboxStates.js"

// Another one each time, so that no id or key is ever the same; printed, so that a failure can be had again.
const seed = Number(process.env["SEED"] ?? Date.now())

const program = Effect.gen(function* () {
  yield* Console.log(`SEED=${seed}`)
  const { baseUrl } = yield* SandboxServer.SandboxServer
  const source = Source.File({ path: committedPact })
  const { interactions } = yield* verifyProvider({ baseUrl, states: sandboxStates, source })
  yield* Effect.forEach(interactions, ({ description }) => Console.log(`✓ ${description}`))
  yield* Console.log(`The sandbox keeps to ${interactions.length} interactions.`)
}).pipe(Effect.provide(Layer.provideMerge(SandboxServer.layer(), Sandbox.layerEmpty({ seed }))))

NodeRuntime.runMain(program)
