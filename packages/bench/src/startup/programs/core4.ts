/** The smallest program with this client: one deletion over `fetch`. */
import { deleteLink } from "@effect-userplane/core4/Links"
import * as Userplane from "@effect-userplane/core4/Userplane"
import * as Effect from "effect4/Effect"
import { workspaceId } from "../../throughput/wire.js"

const program = deleteLink({ workspaceId, linkId: "lnk_1" }).pipe(Effect.provide(Userplane.layerFetch))

if (process.env["USERPLANE_BASE_URL"] !== undefined) await Effect.runPromise(program)
