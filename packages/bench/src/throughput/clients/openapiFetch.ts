import createClient from "openapi-fetch"
import { type Client, promiseWorker } from "../client.js"
import { answerOf, read } from "../envelopes.js"
import { headers } from "../key.js"
import { workspaceId } from "../wire.js"

interface ErrorBody {
  readonly defined: boolean
  readonly code: string
  readonly status: number
  readonly message: string
}

/** The operation as `openapi-typescript` types it. */
interface paths {
  "/public/workspace/{workspaceId}/links/{linkId}": {
    delete: {
      parameters: { path: { workspaceId: string; linkId: string } }
      responses: {
        200: {
          content: { "application/json": { message: string; data: { workspaceId: string; linkId: string } } }
        }
        410: { content: { "application/json": ErrorBody } }
      }
    }
  }
}

export const client: Client = {
  name: "openapi-fetch",
  // It checks nothing at run time, so the envelope is checked by hand, as for undici.
  validates: true,
  open: async (baseUrl) => {
    const api = createClient<paths>({ baseUrl, headers })
    const call = async (linkId: string): Promise<void> => {
      const { data, error, response } = await api.DELETE("/public/workspace/{workspaceId}/links/{linkId}", {
        params: { path: { workspaceId, linkId } }
      })
      read(response.status, data ?? error, linkId)
    }
    return promiseWorker((linkId) => answerOf(call(linkId)))
  }
}
