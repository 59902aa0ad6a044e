// A test of somebody whose program is on Effect 3: the packed sandbox and the packed core, with one Effect for both.

import { deleteLink } from "@effect-userplane/core/Links"
import * as Userplane from "@effect-userplane/core/Userplane"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxHttpClient from "@effect-userplane/sandbox/SandboxHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

const client = Userplane.layer({ apiKey: Fixtures.keys.member }).pipe(
  Layer.provide(SandboxHttpClient.layer),
  Layer.provideMerge(Sandbox.layer())
)
const program = Effect.gen(function* () {
  const link = { workspaceId: Fixtures.workspaces.main, linkId: Fixtures.links.lostReply }
  const { confirmation } = yield* deleteLink(link)
  const sandbox = yield* Sandbox.Sandbox
  return [confirmation, (yield* sandbox.requests).length] as const
})
const [confirmation, requests] = await Effect.runPromise(Effect.provide(program, client))
console.log(confirmation, requests)
if (confirmation !== "GoneAfterLostReply") throw new Error("The first response should have been lost.")
