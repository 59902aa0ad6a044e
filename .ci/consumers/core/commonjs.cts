// A program in CommonJS, for which Node loads the client by require(): the link that program.ts deleted is gone.

import client = require("@effect-userplane/core")
import DeleteLinkError = require("@effect-userplane/core/DeleteLinkError")
import protocol = require("@effect-userplane/protocol")
import Effect = require("effect/Effect")

declare const process: { readonly env: Readonly<Record<string, string | undefined>> }

const { LINK_ID: linkId = "", WORKSPACE_ID: workspaceId = "" } = process.env
const program = Effect.flip(client.deleteLink({ workspaceId, linkId }))

void Effect.runPromise(Effect.provide(program, client.Userplane.layerFetch)).then((error) => {
  // One class, whichever entry it comes from.
  if (!(error instanceof DeleteLinkError.LinkGone)) throw error
  console.log(protocol.Failure.advice(error))
})
