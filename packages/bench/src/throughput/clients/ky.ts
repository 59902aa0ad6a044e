import ky from "ky"
import { type Client, promiseWorker } from "../client.js"
import { answerOf, read } from "../envelopes.js"
import { headers } from "../key.js"
import { workspaceId } from "../wire.js"

export const client: Client = {
  name: "ky",
  validates: true,
  open: async (baseUrl) => {
    const api = ky.create({ prefixUrl: baseUrl, headers, throwHttpErrors: false })
    const call = async (linkId: string): Promise<void> => {
      const response = await api.delete(`public/workspace/${workspaceId}/links/${encodeURIComponent(linkId)}`)
      read(response.status, await response.json(), linkId)
    }
    return promiseWorker((linkId) => answerOf(call(linkId)))
  }
}
