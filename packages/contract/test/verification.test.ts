import { fileURLToPath } from "node:url"
import { assert, it } from "@effect/vitest"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxServer from "@effect-userplane/sandbox/SandboxServer"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { interactions } from "../src/index.js"
import { Source, verifyProvider } from "../src/provider.js"
import { sandboxStates } from "./sandboxStates.js"

const path = fileURLToPath(new URL("../../../pacts/effect-userplane-userplane-public-api.json", import.meta.url))

const SandboxLive = Layer.provideMerge(SandboxServer.layer(), Sandbox.layerEmpty())

it.live("the sandbox keeps to the pact", () =>
  Effect.gen(function* () {
    const { baseUrl } = yield* SandboxServer.SandboxServer
    const verification = yield* verifyProvider({ baseUrl, states: sandboxStates, source: Source.File({ path }) })
    assert.strictEqual(verification.interactions.length, interactions.length)
  }).pipe(Effect.provide(SandboxLive))
)
