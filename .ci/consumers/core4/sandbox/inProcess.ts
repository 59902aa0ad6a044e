// A test of somebody whose program is on Effect 4: the packed sandbox, with the Effect 3 that it brings, under the packed core4.

import * as ApiKey from "@effect-userplane/core4/ApiKey"
import * as FetchTransport from "@effect-userplane/core4/FetchTransport"
import { deleteLink } from "@effect-userplane/core4/Links"
import * as Transport from "@effect-userplane/core4/Transport"
import * as Userplane from "@effect-userplane/core4/Userplane"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as SandboxFetch from "@effect-userplane/sandbox/SandboxFetch"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

const sandbox = SandboxFetch.make()
const client = Layer.provide(Userplane.layerTransport(), [
  Layer.succeed(Transport.Transport, FetchTransport.fromFetch(sandbox.fetch, { mayRepeat: false })),
  ApiKey.layer(Redacted.make(Fixtures.plainKeys.member))
])
const call = deleteLink({ workspaceId: Fixtures.workspaces.main, linkId: Fixtures.links.lostReply })
const { confirmation } = await Effect.runPromise(Effect.provide(call, client))
console.log(confirmation, sandbox.requests().length)
if (confirmation !== "GoneAfterLostReply") throw new Error("The first response should have been lost.")
