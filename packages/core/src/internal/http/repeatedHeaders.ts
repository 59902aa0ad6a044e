import * as Predicate from "effect/Predicate"

interface Response {
  readonly headers: Readonly<Record<string, string | undefined>>
}

/** `node:http` keeps only the first of these where one was sent several times, and shows all of them elsewhere. */
const keptOnce: ReadonlySet<string> = new Set(["retry-after"])

/** All that `node:http` was sent, where the response is one of its own, or a response of the platform around it. */
const distinctHeaders = (response: unknown): unknown => {
  if (Predicate.hasProperty(response, "original")) return distinctHeaders(response.original)
  return Predicate.hasProperty(response, "source") && Predicate.hasProperty(response.source, "headersDistinct")
    ? response.source.headersDistinct
    : undefined
}

/** The value of a header, by its name in lower case. */
export type Header = (name: string) => string | undefined

/** Reads the headers of a response by their names. Where one was sent several times, its values are joined with commas. */
export const headersOf = (response: Response): Header => {
  // Read once: the platform makes this record anew each time.
  const { headers } = response
  return (name) => {
    const distinct = keptOnce.has(name) ? distinctHeaders(response) : undefined
    const values = Predicate.hasProperty(distinct, name) ? distinct[name] : undefined
    return Array.isArray(values) ? values.join(", ") : headers[name]
  }
}
