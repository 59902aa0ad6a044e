/** The transport over a `fetch`, stated once for every client. What it makes of responses is tested in the protocol. */
import { describe, expect, it, vi } from "vitest"
import { type Fetch, refused, reset } from "./Fetches.js"

/** The end of a request: the status of its response, or why there is none. */
export type Sent =
  | { readonly status: number }
  | { readonly failure: { readonly message: string; readonly mayHaveBeenSent: boolean } }

/** A request for which there is no key. */
export interface PlainRequest {
  readonly method: "DELETE"
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly maxBodyBytes: number
}

export interface FetchTransports {
  /** Sends a request over a `fetch`. */
  readonly send: (
    fetch: Fetch,
    request: PlainRequest
  ) => { readonly ended: () => Promise<Sent>; readonly interrupt: () => Promise<unknown> }
  /** Sends a request over the transport of the layer, with another `fetch` where one is given. */
  readonly sendByLayer: (request: PlainRequest, fetch?: Fetch) => Promise<Sent>
  /** Deletes the ordinary link by one request over a `fetch`; the link or the failure. */
  readonly deleteLink: (fetch: Fetch, options: { readonly mayRepeat?: boolean }) => Promise<object>
}

const request: PlainRequest = {
  method: "DELETE",
  url: "http://127.0.0.1:1/",
  headers: { accept: "application/json" },
  maxBodyBytes: 1024
}

/** Declares the tests of a client. */
export const fetchTransports = ({ deleteLink, send, sendByLayer }: FetchTransports): void => {
  describe("what is asked of fetch", () => {
    it("is the request as it is, with redirects left to the caller, and with a signal", async () => {
      const fetch = vi.fn<Fetch>(() => Promise.resolve(new Response("{}")))
      await send(fetch, request).ended()
      expect(fetch).toHaveBeenCalledTimes(1)
      const [[url, init] = []] = fetch.mock.calls
      expect(url).toBe(request.url)
      expect(Object.keys(init ?? {}).sort()).toEqual(["headers", "method", "redirect", "signal"])
      expect(init).toMatchObject({ method: "DELETE", redirect: "manual" })
      expect(init?.headers).toBe(request.headers)
      expect(init?.signal?.aborted).toBe(false)
    })
  })

  describe("a fetch that fails", () => {
    it.for([
      { name: "before a connection is made", fetch: refused, message: "connect ECONNREFUSED", mayHaveBeenSent: false },
      { name: "after the request was sent", fetch: reset, message: "read ECONNRESET", mayHaveBeenSent: true }
    ])("$name is a TransportFailure", async ({ fetch, mayHaveBeenSent, message }) => {
      expect(await send(fetch, request).ended()).toEqual({ failure: { message, mayHaveBeenSent } })
    })
  })

  describe("an interrupt", () => {
    it("aborts the fetch", async () => {
      const signal = await new Promise<AbortSignal | null | undefined>((resolve) => {
        const { interrupt } = send((_, init) => {
          expect(init?.signal?.aborted).toBe(false)
          queueMicrotask(() => resolve(interrupt().then(() => init?.signal)))
          return new Promise(() => {})
        }, request)
      })
      expect(signal?.aborted).toBe(true)
    })
  })

  describe("the fetch in use", () => {
    it("is the global one as it is at the time of the call", async () => {
      vi.stubGlobal("fetch", () => Promise.resolve(new Response("replaced", { status: 410 })))
      expect(await sendByLayer(request).finally(() => vi.unstubAllGlobals())).toEqual({ status: 410 })
    })

    it("can be another one", async () => {
      const fetch: Fetch = () => Promise.resolve(new Response("mine", { status: 410 }))
      expect(await sendByLayer(request, fetch)).toEqual({ status: 410 })
    })
  })

  describe("LINK_GONE at a first attempt", () => {
    const envelope = { defined: true, code: "LINK_GONE", status: 410, message: "m" }
    const gone: Fetch = () => Promise.resolve(Response.json(envelope, { status: 410 }))

    it.for([
      { name: "a fetch of the user's", options: {}, outcome: "Unknown" },
      { name: "a fetch that repeats nothing", options: { mayRepeat: false }, outcome: "NotDeleted" }
    ])("over $name is LinkGone, with the outcome $outcome", async ({ options, outcome }) => {
      expect(await deleteLink(gone, options)).toMatchObject({ _tag: "LinkGone", attempts: 1, outcome })
    })
  })
}
