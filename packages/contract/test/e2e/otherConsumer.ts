/** The pact of another team's consumer of the same provider, in states of its own. */
import { fromState, pactFile, placeholder } from "../dashboard.js"

/** The state of that consumer. */
export const workspaceWithLinks = "the workspace has links"

/** The path of its pact. */
export const pact = pactFile({
  description: "the links of a workspace",
  providerStates: [{ name: workspaceWithLinks, params: { count: 2 } }],
  request: {
    method: "GET",
    path: "/public/workspace/ws_example/links",
    headers: { Authorization: "Bearer example-key" },
    generators: {
      path: fromState(`/public/workspace/${placeholder("workspaceId")}/links`),
      header: { Authorization: fromState(`Bearer ${placeholder("apiKey")}`) }
    }
  },
  response: { status: 200 }
})
