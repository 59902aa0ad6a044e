/** Keeps out what other sites send through the browser of whoever runs the worker. */
import type * as Headers from "@effect/platform/Headers"
import * as HttpMiddleware from "@effect/platform/HttpMiddleware"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"

/** The names of this machine for itself. The port may be that of a tunnel. */
const loopback = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i

const headersOfAll = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff"
}

/** Tells why a request is refused, if it is. Browsers set these headers by themselves; other clients need only `Host`. */
const refusalOf = (headers: Headers.Headers): string | undefined => {
  const { host, origin, "sec-fetch-site": site } = headers
  // A name that another site has let lead here, so that its pages would be of the same origin.
  if (host === undefined || !loopback.test(host))
    return "This server answers under the names of the loopback address alone."
  if (origin !== undefined && origin !== `http://${host}`) return "Another site may not use this server."
  if (site !== undefined && site !== "same-origin" && site !== "none") return "Another site may not use this server."
  return undefined
}

export const guard = HttpMiddleware.make((app) =>
  Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ headers }) => {
    const refusal = refusalOf(headers)
    const answered = refusal === undefined ? app : Effect.succeed(HttpServerResponse.text(refusal, { status: 403 }))
    return Effect.map(answered, HttpServerResponse.setHeaders(headersOfAll))
  })
)
