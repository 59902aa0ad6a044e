/** The build of a consumer: its client is `fetch`, and it writes its pact. */
import { writePact } from "@effect-userplane/contract"
import { runPromise } from "effect/Effect"

const pact = writePact({
  consumer: "plain-fetch",
  directory: "pacts",
  implementation: async ({ apiKey, baseUrl, linkId, workspaceId }) => {
    const key = apiKey()
    const response = await fetch(`${baseUrl}/public/workspace/${workspaceId}/links/${linkId}`, {
      method: "DELETE",
      headers: key === "" ? {} : { authorization: `Bearer ${key}` }
    })
    if (!response.ok) throw new Error(await response.text())
  }
})

console.log(await runPromise(pact))
