import * as Userplane from "@effect-userplane/core/Userplane"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxHttpClient from "@effect-userplane/sandbox/SandboxHttpClient"
import * as Layer from "effect/Layer"

/** A client of a Userplane that lives in this process. `Userplane.layerFetch` is the one of the real Userplane. */
export const UserplaneLive = Userplane.layer({ apiKey: Fixtures.keys.member }).pipe(
  Layer.provide(SandboxHttpClient.layer),
  Layer.provide(Sandbox.layer())
)
