import { request } from "undici"
import { type Client, promiseWorker } from "../client.js"
import { answerOf, read } from "../envelopes.js"
import { headers } from "../key.js"
import { workspaceId } from "../wire.js"

export const client: Client = {
  name: "undici request (the baseline)",
  validates: true,
  open: async (baseUrl) => {
    const call = async (linkId: string): Promise<void> => {
      const url = `${baseUrl}/public/workspace/${workspaceId}/links/${encodeURIComponent(linkId)}`
      const response = await request(url, { method: "DELETE", headers })
      read(response.statusCode, await response.body.json(), linkId)
    }
    return promiseWorker((linkId) => answerOf(call(linkId)))
  }
}
