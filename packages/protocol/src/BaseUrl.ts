/**
 * The base URL of the API.
 *
 * @since 0.1.0
 */
import { fail, type Result, succeed } from "./Result.js"

/**
 * The production server of the OpenAPI document.
 *
 * @since 0.1.0
 * @category constants
 */
export const production = "https://api.userplane.io/api/v1"

const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname)

const urlOf = (value: string): URL | undefined => {
  try {
    return new URL(value)
  } catch {
    return undefined
  }
}

/**
 * Parses a base URL that the API key may be sent to, without its trailing slashes, or says why it may not. The value itself
 * is not part of the reason, since it may hold a password.
 *
 * @param value - An absolute URL without user name, password, query and fragment. It must be `https:`, unless its host is
 *   loopback.
 *
 * @since 0.1.0
 * @category parsing
 */
export const parse = (value: string): Result<URL, string> => {
  const url = urlOf(value.trim())
  if (url === undefined) return fail("Expected an absolute URL")
  if (url.username !== "" || url.password !== "") return fail("Expected a URL without user name and password")
  if (url.search !== "" || url.hash !== "") return fail("Expected a URL without query and fragment")
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    return fail("Expected an https: URL; http: is for loopback hosts only")
  }
  url.pathname = url.pathname.replace(/\/+$/, "")
  return succeed(url)
}

/**
 * The beginning of every request's URL.
 *
 * @since 0.1.0
 * @category accessors
 */
export const prefixOf = (url: URL): string => `${url.origin}${url.pathname.replace(/\/+$/, "")}`

/**
 * The host and the port of a server, as OpenTelemetry names them.
 *
 * @since 0.1.0
 * @category models
 */
export interface Server {
  readonly address: string
  readonly port: number
}

/**
 * The host and the port of a base URL.
 *
 * @since 0.1.0
 * @category accessors
 */
export const serverOf = (url: URL): Server => ({
  // In a URL, brackets surround an IPv6 address without being part of it.
  address: url.hostname.replace(/^\[(.*)\]$/, "$1"),
  port: Number(url.port || (url.protocol === "https:" ? 443 : 80))
})
