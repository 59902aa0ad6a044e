/** The path of the production URL. */
export const basePath = "/api/v1"

// In process, and where a client uses the server as a proxy, a URL begins with its origin.
const withoutOrigin = (url: string): string => url.replace(/^https?:\/\/[^/?]*/i, "")

const split = (url: string): readonly [path: string, query: string] => {
  const at = url.indexOf("?")
  return at === -1 ? [url, ""] : [url.slice(0, at), url.slice(at)]
}

/** Returns the path of a URL as it was sent, without the query. */
export const pathOf = (url: string): string => split(withoutOrigin(url))[0]

/**
 * Returns the URL for the router. The base path is optional: with it the sandbox replaces the production URL, without it any
 * other. A `;` belongs to an id; the router would take it for the beginning of a query.
 */
export const routedUrl = (url: string): string => {
  const [path, query] = split(withoutOrigin(url))
  const local = path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path
  return local.replaceAll(";", "%3B") + query
}

/** Checks that every percent sign of a path begins a byte, and that the bytes are UTF-8. */
export const isReadable = (path: string): boolean => {
  try {
    decodeURIComponent(path)
    return true
  } catch {
    return false
  }
}
