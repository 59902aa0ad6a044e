// A program of somebody who needs no effect system: it lists the links of a workspace, one page after the other.

import {
  ConnectionHistory,
  Exchange,
  Fetch,
  Links,
  PlatformFetch,
  Redaction,
  Request,
  Response
} from "@effect-userplane/protocol"
// @ts-expect-error What is internal cannot be imported.
import type {} from "@effect-userplane/protocol/internal/json"

declare const process: { readonly env: Readonly<Record<string, string | undefined>> }

const { LINK_ID, USERPLANE_API_KEY: key = "", USERPLANE_BASE_URL = "", WORKSPACE_ID: workspaceId = "" } = process.env

const { init, mayRepeat } = PlatformFetch.platformFetch()
const start = Fetch.fromFetch(fetch, init, new ConnectionHistory.ConnectionHistory(mayRepeat))

const page = (number: number) =>
  new Promise<Links.LinkPage>((resolve, reject) => {
    const input = { workspaceId, page: number, perPage: 20 }
    const url = Request.urlOf(Links.listLinks, USERPLANE_BASE_URL, input)
    if (!url.ok) return reject(new Error(url.failure.message))
    Exchange.exchange(start, Request.make(Links.listLinks, url.value, key), 10_000, (result) => {
      if (!result.ok) return reject(new Error("No response came"))
      const redact = Redaction.make(key)
      const asked = { input, attempts: 1, mayBeDone: false, mayRepeat, now: Date.now(), redact }
      const read = Response.read(Links.listLinks, result.value, asked)
      if (read.ok) resolve(read.value.value)
      else reject(new Error(read.failure.message))
    })
  })

const links: Array<Links.ListedLink> = []
for (let number = 1, more = true; more; number += 1) {
  const { hasMore, links: listed } = await page(number)
  links.push(...listed)
  more = hasMore
}
if (links.length === 0 || links.some(({ linkId }) => linkId === LINK_ID)) {
  throw new Error("The links should be listed without the one that was deleted.")
}
console.log(`${links.length} links`)
