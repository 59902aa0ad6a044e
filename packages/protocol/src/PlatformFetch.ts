/**
 * The `fetch` of the platform, and whether it repeats requests by itself.
 *
 * @since 0.1.0
 */

/**
 * The way to keep a platform's `fetch` from repeating a request by itself.
 *
 * @since 0.1.0
 * @category platform
 */
export interface PlatformFetch {
  /** Options of `fetch` that switch the reuse of connections off, where the platform has such options. */
  readonly init: { readonly keepalive?: boolean; readonly client?: unknown }
  /** True when it may repeat a request by itself even so. */
  readonly mayRepeat: boolean
}

const property = (self: unknown, name: string): unknown =>
  (typeof self === "object" && self !== null) || typeof self === "function" ? Reflect.get(self, name) : undefined

/** The client of Deno that keeps no connection, or `undefined` where none can be made. */
const clientOfDeno = (deno: unknown): unknown => {
  const create = property(deno, "createHttpClient")
  try {
    return typeof create === "function" ? create({ poolMaxIdlePerHost: 0, http2: false }) : undefined
  } catch {
    return undefined
  }
}

/**
 * Tells whether `fetch` is the one of Node. Others have a `process` like Node's: workerd, with an empty version of undici. They
 * name themselves, as Node does from 21 on. In a window, `fetch` is the browser's even where Node stands beside it.
 */
const hasFetchOfNode = (platform: object): boolean => {
  const undici = property(property(property(platform, "process"), "versions"), "undici")
  const name = property(property(platform, "navigator"), "userAgent")
  return (
    undici !== undefined &&
    undici !== "" &&
    (name === undefined || String(name).startsWith("Node.js/")) &&
    property(platform, "document") === undefined
  )
}

/**
 * Describes a platform's `fetch`. The one of Node is undici's, which repeats no DELETE. The others do where a reused
 * connection breaks before the response, so that Bun and Deno are told to make a connection for each request.
 *
 * @since 0.1.0
 * @category platform
 */
export const platformFetchOf = (platform: object): PlatformFetch => {
  if (property(platform, "Bun") !== undefined) return { init: { keepalive: false }, mayRepeat: false }
  const deno = property(platform, "Deno")
  if (deno !== undefined) {
    const client = clientOfDeno(deno)
    return client === undefined ? { init: {}, mayRepeat: true } : { init: { client }, mayRepeat: false }
  }
  return { init: {}, mayRepeat: !hasFetchOfNode(platform) }
}

let known: PlatformFetch | undefined

/**
 * The same of the platform that this runs on, found out once.
 *
 * @since 0.1.0
 * @category platform
 */
export const platformFetch = (): PlatformFetch => {
  known ??= platformFetchOf(globalThis)
  return known
}

/**
 * Tells whether any client of HTTP may repeat a request by itself here. On Bun and Deno it need not be one over `fetch`.
 *
 * @since 0.1.0
 * @category platform
 */
export const anyClientMayRepeat = (platform: object = globalThis): boolean =>
  property(platform, "Bun") !== undefined ||
  property(platform, "Deno") !== undefined ||
  platformFetchOf(platform).mayRepeat
