/** Every transport of this package. Each behaves as the others do. */
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
import type { ConnectionFailure, Start, TransportRequest } from "../src/Transport.js"
import { fromDispatcher } from "../src/undici.js"
import { apiKey, ref } from "./fixtures.js"
import { asked } from "./responses.js"

export interface NamedTransport {
  readonly name: string
  readonly start: Start
  /** Whether it asks for compressed bodies, and decompresses them. */
  readonly decompresses: boolean
}

/** A transport over a `fetch` that repeats nothing by itself. */
export const overFetch = (fetch: typeof globalThis.fetch): Start => fromFetch(fetch, {}, new ConnectionHistory(false))

export const transports: ReadonlyArray<NamedTransport> = [
  { name: "fetch", start: overFetch((input, init) => globalThis.fetch(input, init)), decompresses: true },
  { name: "undici", start: fromDispatcher(new Agent()), decompresses: false }
]

/** The request that deletes a link of a server. */
export const deletionAt = (origin: string, link: LinkRef = ref): Result<TransportRequest, Failure> => {
  const url = Request.urlOf(deleteLink, origin, link)
  return url.ok ? { ok: true, value: Request.make(deleteLink, url.value, apiKey) } : url
}

type CallResult = Result<Response.Confirmed<Deletion>, Failure | ConnectionFailure | Exchange.TimedOut>

/** One request for a deletion, and what its response was read as. */
export const callAt = (start: Start, origin: string, link: LinkRef = ref): Promise<CallResult> =>
  new Promise((resolve) => {
    const request = deletionAt(origin, link)
    if (!request.ok) return resolve(request)
    Exchange.exchange(start, request.value, 10_000, (result) =>
      resolve(result.ok ? Response.read(deleteLink, result.value, { ...asked, input: link }) : result)
    )
  })
