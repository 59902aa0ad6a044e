import { createORPCClient, isDefinedError, safe } from "@orpc/client"
import { type ContractRouterClient, oc } from "@orpc/contract"
import { ResponseValidationPlugin } from "@orpc/contract/plugins"
import { OpenAPILink } from "@orpc/openapi-client/fetch"
import { z } from "zod"
import { type Client, promiseWorker } from "../client.js"
import { apiKey } from "../key.js"
import { workspaceId } from "../wire.js"

const LinkRef = z.object({ workspaceId: z.string().min(1), linkId: z.string().min(1) })

const contract = {
  deleteLink: oc
    .route({ method: "DELETE", path: "/public/workspace/{workspaceId}/links/{linkId}" })
    .input(LinkRef)
    .output(z.object({ message: z.string(), data: LinkRef }))
    .errors({ LINK_GONE: { status: 410 } })
}

export const client: Client = {
  name: "oRPC",
  validates: true,
  open: async (baseUrl) => {
    const api: ContractRouterClient<typeof contract> = createORPCClient(
      new OpenAPILink(contract, {
        url: baseUrl,
        headers: { authorization: `Bearer ${apiKey}` },
        plugins: [new ResponseValidationPlugin(contract)]
      })
    )
    return promiseWorker(async (linkId) => {
      const { data, error } = await safe(api.deleteLink({ workspaceId, linkId }))
      if (data !== undefined && data.data.linkId === linkId) return "Deleted"
      if (isDefinedError(error) && error.code === "LINK_GONE") return "LinkGone"
      throw error ?? new TypeError("Not the confirmation of this deletion")
    })
  }
}
