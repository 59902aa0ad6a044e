/** What the Fetch standard says of redirects, aborted requests and broken connections, around a handler of requests. */
import { connectionReset } from "./connectionReset.js"

/** Handles a request. `breakConnection` ends it without a response. */
export type Handle = (request: Request, breakConnection: () => void) => Promise<Response>

const failed = (cause: unknown): TypeError => new TypeError("fetch failed", { cause })

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

const maxRedirects = 20

// A 303 turns a DELETE into a GET, whose 200 a client may take for a deletion. Nothing leaves the process, so another
// origin cannot be reached.
const redirected = (request: Request, status: number, location: string): Request => {
  const url = new URL(location, request.url)
  if (url.origin !== new URL(request.url).origin) {
    throw failed(Object.assign(new Error(`getaddrinfo ENOTFOUND ${url.hostname}`), { code: "ENOTFOUND" }))
  }
  const isGet = status === 303 ? request.method !== "HEAD" : status < 303 && request.method === "POST"
  return new Request(url, { method: isGet ? "GET" : request.method, headers: request.headers, signal: request.signal })
}

// A body of known length has arrived as a whole. One that goes on ends with an error when the request is aborted.
const untilAborted = (response: Response, signal: AbortSignal): Response =>
  response.body === null || response.headers.has("content-length")
    ? response
    : new Response(response.body.pipeThrough(new TransformStream(), { signal }), response)

/** Makes a `fetch` whose requests all go to a handler, whatever their host. */
export const make = (handle: Handle): typeof globalThis.fetch => {
  const exchange = (request: Request, signal: AbortSignal): Promise<Response> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      signal.addEventListener("abort", () => reject(signal.reason), { once: true })
      void handle(request, () => reject(failed(connectionReset))).then(resolve, reject)
    })

  return async (input, init) => {
    let request = new Request(input, init)
    // A request follows the caller's signal only as long as it is not collected as garbage; a body may be read for longer.
    const signal = init?.signal ?? (input instanceof Request ? input : request).signal
    for (let followed = 0; ; followed++) {
      const response = await exchange(request, signal)
      const location = redirects.has(response.status) ? response.headers.get("location") : null
      if (location === null || request.redirect === "manual") {
        return Object.defineProperties(untilAborted(response, signal), {
          url: { value: request.url },
          redirected: { value: followed > 0 }
        })
      }
      if (request.redirect === "error") throw failed(new Error("unexpected redirect"))
      if (followed === maxRedirects) throw failed(new Error("redirect count exceeded"))
      request = redirected(request, response.status, location)
    }
  }
}
