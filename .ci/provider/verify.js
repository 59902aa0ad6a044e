/** The build of a provider: it verifies its service against the pacts of its consumers, and knows nothing of Effect. */
import { randomUUID } from "node:crypto"
import { createRequire } from "node:module"
import { Source, verifyProvider } from "@effect-userplane/contract/provider"
import { runPromise } from "effect/Effect"
import { createService } from "./service.js"

const service = createService()

/** Makes a user with a key, a workspace and a link that the user may delete. */
const arrange = ({ key = {}, link = {}, workspace = {} } = {}) => {
  const [apiKey, user, workspaceId, linkId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
  service.keys.set(apiKey, { user, ...key })
  service.workspaces.set(workspaceId, { members: new Set([user]), ...workspace })
  service.links.set(linkId, { workspaceId, creator: user, ...link })
  return { workspaceId, linkId, apiKey }
}

/** The same, and the next request fails. */
const arrangeFailure = (/** @type {string} */ code, /** @type {number | undefined} */ status = undefined) => {
  service.failNext(code, status)
  return arrange()
}

/** @type {import("@effect-userplane/contract/provider").StateHandlers} */
const states = {
  "the link can be deleted": async () => arrange(),
  "an id breaks the provider's rules": async () => ({ ...arrange(), linkId: "l".repeat(41) }),
  "the key is unknown": async () => ({ ...arrange(), apiKey: randomUUID() }),
  "the key has expired": async () => arrange({ key: { expired: true } }),
  "the key is disabled": async () => arrange({ key: { disabled: true } }),
  "the user is not a member of the workspace": async () => arrange({ workspace: { members: new Set() } }),
  "the link is in another workspace": async () => {
    const { apiKey, linkId, workspaceId } = arrange()
    service.links.get(linkId).workspaceId = randomUUID()
    return { apiKey, linkId, workspaceId }
  },
  "the user may not delete the link": async () => arrange({ link: { creator: randomUUID() } }),
  "the workspace does not exist": async () => ({ ...arrange(), workspaceId: randomUUID() }),
  "the link does not exist": async () => ({ ...arrange(), linkId: randomUUID() }),
  "the workspace was deleted": async () => arrange({ workspace: { deleted: true } }),
  "the link was deleted before": async () => arrange({ link: { deleted: true } }),
  "the user's quota is spent": async () => arrangeFailure("RATE_LIMITED"),
  "the server fails to delete the link": async () => arrangeFailure("LINK_DELETE_FAILED"),
  "the key service is unavailable": async () => arrangeFailure("SERVICE_UNAVAILABLE"),
  "the provider fails in an undeclared way": async ({ status }) => arrangeFailure("UNDECLARED", status)
}

const server = service.app.listen(0, "127.0.0.1")
await new Promise((resolve) => server.once("listening", resolve))
const baseUrl = `http://127.0.0.1:${server.address().port}/api/v1`
const packed = createRequire(import.meta.url).resolve("@effect-userplane/contract/pact.json")
try {
  const others = ["plain-fetch", "openapi-fetch", "axios"].map((name) => `pacts/${name}-userplane-public-api.json`)
  for (const path of [packed, ...others]) {
    const verification = verifyProvider({
      baseUrl,
      states,
      source: Source.File({ path }),
      reports: { junit: "junit.xml" }
    })
    const { interactions, message } = await runPromise(verification)
    console.log(`${interactions[0]?.consumer}: ${message}`)
  }
} finally {
  server.close()
}
