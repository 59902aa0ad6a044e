import { type Client, promiseWorker } from "../client.js"
import { answerOf, read } from "../envelopes.js"
import { headers } from "../key.js"
import { workspaceId } from "../wire.js"

export const client: Client = {
  name: "fetch",
  validates: true,
  open: async (baseUrl) => {
    const call = async (linkId: string): Promise<void> => {
      const url = `${baseUrl}/public/workspace/${workspaceId}/links/${encodeURIComponent(linkId)}`
      const response = await fetch(url, { method: "DELETE", headers })
      read(response.status, await response.json(), linkId)
    }
    return promiseWorker((linkId) => answerOf(call(linkId)))
  }
}
