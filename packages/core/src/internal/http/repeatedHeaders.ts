import * as Predicate from "effect/Predicate"

interface Response {
  readonly headers: Readonly<Record<string, string | undefined>>
}

/** `node:http` keeps only the first of these where one was sent several times, and shows all of them elsewhere. */
const keptOnce: ReadonlySet<string> = new Set(["retry-after"])

/** All that `node:http` was sent, where the response is one of its own. */
const distinctHeaders = (response: Response): unknown =>
  Predicate.hasProperty(response, "source") && Predicate.hasProperty(response.source, "headersDistinct")
    ? response.source.headersDistinct
    : undefined

/** The values of a header, joined with commas where it was sent several times. */
export const headerOf = (response: Response, name: string): string | undefined => {
  const distinct = keptOnce.has(name) ? distinctHeaders(response) : undefined
  const values = Predicate.hasProperty(distinct, name) ? distinct[name] : undefined
  return Array.isArray(values) ? values.join(", ") : response.headers[name]
}
