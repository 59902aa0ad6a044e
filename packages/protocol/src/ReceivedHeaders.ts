/**
 * The headers of a response that an `HttpClient` hands over.
 *
 * @since 0.1.0
 */
import { isObject } from "./internal/json.js"

/**
 * A response of an `HttpClient`.
 *
 * @since 0.1.0
 * @category models
 */
export interface Received {
  readonly headers: Readonly<Record<string, string | undefined>>
}

/** `node:http` keeps only the first of these where one was sent several times, and shows all of them elsewhere. */
const keptOnce: ReadonlySet<string> = new Set(["retry-after"])

/** All that `node:http` was sent, where the response is one of its own, or a response of Effect around it. */
const distinctHeaders = (response: unknown): unknown => {
  if (!isObject(response)) return undefined
  if ("original" in response) return distinctHeaders(response["original"])
  const { source } = response
  return isObject(source) ? source["headersDistinct"] : undefined
}

/**
 * The value of a header, by its name in lower case.
 *
 * @since 0.1.0
 * @category models
 */
export type Header = (name: string) => string | undefined

/**
 * Reads the headers of a response by their names in lower case. Where one was sent several times, its values are joined with
 * commas.
 *
 * @since 0.1.0
 * @category decoding
 */
export const headersOf = (response: Received): Header => {
  // Read once: an `HttpClient` makes this record anew each time.
  const { headers } = response
  return (name) => {
    const distinct = keptOnce.has(name) ? distinctHeaders(response) : undefined
    const values = isObject(distinct) ? distinct[name] : undefined
    return Array.isArray(values) ? values.join(", ") : headers[name]
  }
}
