/** The builds of three consumers, whose clients are `fetch`, openapi-fetch and axios: each writes its pact. */
import { defaultInteractions, writePact } from "@effect-userplane/contract"
import axios from "axios"
import { runPromise } from "effect/Effect"
import createClient from "openapi-fetch"

/** @param {string} key */
const headersOf = (key) => (key === "" ? {} : { authorization: `Bearer ${key}` })

const directory = "pacts"

const plainFetch = writePact({
  consumer: "plain-fetch",
  directory,
  implementation: async ({ apiKey, baseUrl, linkId, workspaceId }) => {
    const url = `${baseUrl}/public/workspace/${workspaceId}/links/${linkId}`
    const response = await fetch(url, { method: "DELETE", headers: headersOf(apiKey()) })
    if (!response.ok) throw new Error(await response.text())
  }
})

const openApiFetch = writePact({
  consumer: "openapi-fetch",
  directory,
  implementation: async ({ apiKey, baseUrl, linkId, workspaceId }) => {
    /** @type {import("openapi-fetch").Client<any>} */
    const client = createClient({ baseUrl })
    const { error } = await client.DELETE("/public/workspace/{workspaceId}/links/{linkId}", {
      params: { path: { workspaceId, linkId } },
      headers: headersOf(apiKey())
    })
    if (error !== undefined) throw new Error(JSON.stringify(error))
  }
})

// It looks at no failure but these, and a link that is gone is as good as deleted to it.
const states = ["the link can be deleted", "the link was deleted before", "the user's quota is spent"]

const withAxios = writePact({
  consumer: "axios",
  directory,
  interactions: defaultInteractions
    .filter(({ sendsKey, state }) => sendsKey && states.includes(state))
    .map((interaction) => ({
      ...interaction,
      succeeds: interaction.succeeds || interaction.state === "the link was deleted before"
    })),
  implementation: ({ apiKey, baseUrl, linkId, workspaceId }) =>
    axios.delete(`${baseUrl}/public/workspace/${workspaceId}/links/${linkId}`, {
      headers: headersOf(apiKey()),
      validateStatus: (status) => status === 200 || status === 410
    })
})

for (const pact of [plainFetch, openApiFetch, withAxios]) console.log(await runPromise(pact))
