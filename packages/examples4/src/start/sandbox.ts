import * as ApiKey from "@effect-userplane/core4/ApiKey"
import * as FetchTransport from "@effect-userplane/core4/FetchTransport"
import * as Transport from "@effect-userplane/core4/Transport"
import * as Userplane from "@effect-userplane/core4/Userplane"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as SandboxFetch from "@effect-userplane/sandbox/SandboxFetch"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

const { fetch } = SandboxFetch.make()

/** A client of a Userplane that lives in this process. `Userplane.layerFetch` is the one of the real Userplane. */
export const UserplaneLive = Layer.provide(Userplane.layerTransport(), [
  Layer.succeed(Transport.Transport, FetchTransport.fromFetch(fetch, { mayRepeat: false })),
  ApiKey.layer(Redacted.make(Fixtures.plainKeys.member))
])
