/** The states of the contract for the provider's team, as a page of `docs`. */
import { interactions } from "../src/index.js"
import { meanings, stateNames } from "../src/provider.js"

const statuses = (state: string): string =>
  [
    ...new Set(interactions.filter((interaction) => interaction.state === state).map(({ response }) => response.status))
  ].join(", ")

const rows = stateNames.map((state) => `| \`${state}\` | ${statuses(state)} | ${meanings[state]} |`)

export const stateTable = `# The states of the contract

Generated from \`ProviderState\`. Each state has one parameter, \`status\`: the HTTP status of the expected response. Each handler
returns \`workspaceId\`, \`linkId\` and \`apiKey\`, the ids and the key that the request is made of, fresh ones each time. Unless a
line says otherwise, the link is in the workspace and is not deleted, and the key is good and its owner may delete the link.

| State | Status | What holds |
| --- | --- | --- |
${rows.join("\n")}
`
