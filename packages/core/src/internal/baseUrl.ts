import * as Either from "effect/Either"
import { oncePer } from "./oncePer.js"

/** The production server of the OpenAPI document. */
export const production = "https://api.userplane.io/api/v1"

const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname)

const parsed = (value: string): URL | undefined => {
  try {
    return new URL(value)
  } catch {
    return undefined
  }
}

/**
 * A base URL that the key may be sent to: without a trailing slash, or why not. The value itself is not part of the
 * reason, since it may hold a password.
 */
export const parse = (value: string): Either.Either<URL, string> => {
  const url = parsed(value.trim())
  if (url === undefined) return Either.left("Expected an absolute URL")
  if (url.username !== "" || url.password !== "") return Either.left("Expected a URL without user name and password")
  if (url.search !== "" || url.hash !== "") return Either.left("Expected a URL without query and fragment")
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    return Either.left("Expected an https: URL; http: is for loopback hosts only")
  }
  url.pathname = url.pathname.replace(/\/+$/, "")
  return Either.right(url)
}

/** A base URL in the parts that every request needs. */
export interface Endpoint {
  /** The beginning of a request's URL. */
  readonly prefix: string
  readonly address: string
  readonly port: number
}

/** The parts of a base URL, worked out once a client: the getters of a `URL` are slow. */
export const endpointOf = oncePer(
  (url: URL): Endpoint => ({
    prefix: `${url.origin}${url.pathname.replace(/\/+$/, "")}`,
    // In a URL an IPv6 address stands in brackets, which are no part of the address.
    address: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: Number(url.port || (url.protocol === "https:" ? 443 : 80))
  })
)
