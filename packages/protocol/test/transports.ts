/** Every transport of this package. Each behaves as the others do. */
import type { RealTransport } from "@effect-userplane/testing/RealTransports"
import { Agent } from "undici"
import { ConnectionHistory } from "../src/ConnectionHistory.js"
import * as Exchange from "../src/Exchange.js"
import type { Failure } from "../src/Failure.js"
import { fromFetch } from "../src/fetch.js"
import type { LinkRef } from "../src/LinkRef.js"
import { type Deletion, deleteLink } from "../src/Links.js"
import * as Request from "../src/Request.js"
import * as Response from "../src/Response.js"

import type { Result } from "../src/Result.js"
import type { ConnectionFailure, Start } from "../src/Transport.js"
import { fromDispatcher } from "../src/undici.js"
import { apiKey, ref } from "./fixtures.js"
import { asked } from "./responses.js"

/** A transport over a `fetch` that repeats nothing by itself. */
export const overFetch = (fetch: typeof globalThis.fetch): Start => fromFetch(fetch, {}, new ConnectionHistory(false))

type CallResult = Result<Response.Confirmed<Deletion>, Failure | ConnectionFailure | Exchange.TimedOut>

/** Starts one request for a deletion, reads its response, and returns a function that cancels it. */
const startAt = (start: Start, origin: string, link: LinkRef, onEnd: (result: CallResult) => void): (() => void) => {
  const url = Request.urlOf(deleteLink, origin, link)
  if (!url.ok) {
    onEnd(url)
    return () => {}
  }
  return Exchange.exchange(start, Request.make(deleteLink, url.value, apiKey), 10_000, (result) =>
    onEnd(result.ok ? Response.read(deleteLink, result.value, { ...asked, input: link }) : result)
  )
}

/** One request for a deletion, and what its response was read as. */
export const callAt = (start: Start, origin: string): Promise<CallResult> =>
  new Promise((resolve) => {
    startAt(start, origin, ref, resolve)
  })

/** The end of a call as a client reports it. */
const reported = (link: LinkRef, result: CallResult): object => {
  if (result.ok) return { ...link, confirmation: "Reply", attempts: 1 }
  const { failure } = result
  if (!("mayHaveBeenSent" in failure)) return failure
  const { mayHaveBeenSent, message } = failure
  const [reason, outcome] = mayHaveBeenSent ? ["ConnectionLost", "Unknown"] : ["ConnectionFailed", "NotDeleted"]
  return { _tag: "TransportError", attempts: 1, reason, outcome, message }
}

const named = ({
  start,
  ...transport
}: Pick<RealTransport, "name" | "decompresses"> & { readonly start: Start }): RealTransport => ({
  ...transport,
  keepsConnections: true,
  authorization: `Bearer ${apiKey}`,
  open: () => ({
    deleteLink: (baseUrl, link) => {
      let cancel = () => {}
      const ended = new Promise<object>((resolve) => {
        cancel = startAt(start, baseUrl, link, (result) => resolve(reported(link, result)))
      })
      return { ended: () => ended, interrupt: async () => cancel() }
    },
    close: async () => {}
  })
})

export const transports: ReadonlyArray<RealTransport> = [
  { name: "fetch", start: overFetch((input, init) => globalThis.fetch(input, init)), decompresses: true },
  { name: "undici", start: fromDispatcher(new Agent()), decompresses: false }
].map(named)
