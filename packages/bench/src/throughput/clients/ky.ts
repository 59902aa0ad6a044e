import ky from "ky"
import { type Contestant, promiseWorker } from "../client.js"
import { answerOf, read } from "../envelopes.js"
import { headers } from "../key.js"
import { workspaceId } from "../wire.js"

export const contestant: Contestant = {
  name: "ky",
  validates: true,
  open: async (baseUrl) => {
    const client = ky.create({ prefixUrl: baseUrl, headers, throwHttpErrors: false })
    const call = async (linkId: string): Promise<void> => {
      const response = await client.delete(`public/workspace/${workspaceId}/links/${encodeURIComponent(linkId)}`)
      read(response.status, await response.json(), linkId)
    }
    return promiseWorker((linkId) => answerOf(call(linkId)))
  }
}
