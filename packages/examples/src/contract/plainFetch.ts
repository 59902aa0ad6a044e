/** Another consumer of the API writes its own pact: its client is plain `fetch`, its name its own. */
import { writePact } from "@effect-userplane/contract"

export const pact = (directory: string) =>
  writePact({
    consumer: "plain-fetch",
    directory,
    implementation: async ({ apiKey, baseUrl, linkId, workspaceId }) => {
      const key = apiKey()
      const headers: Record<string, string> = key === "" ? {} : { authorization: `Bearer ${key}` }
      const url = `${baseUrl}/public/workspace/${workspaceId}/links/${linkId}`
      const response = await fetch(url, { method: "DELETE", headers })
      if (!response.ok) throw new Error(await response.text())
    }
  })
