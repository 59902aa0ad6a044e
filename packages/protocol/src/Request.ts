/**
 * The requests of an operation.
 *
 * @since 0.1.0
 */
import type { DeclaredTag, Failure } from "./Failure.js"
import type { InvalidInput, Operation } from "./Operation.js"
import * as PathSegment from "./PathSegment.js"
import { fail, type Result, succeed } from "./Result.js"
import type { TransportRequest } from "./Transport.js"

/** The template of a path, taken apart. */
interface Template {
  readonly start: string
  readonly ids: ReadonlyArray<{ readonly name: string; readonly after: string }>
}

const templates = new Map<string, Template>()

/** Taken apart once: templates are constants of the operations. */
const templateOf = (urlTemplate: string): Template => {
  const known = templates.get(urlTemplate)
  if (known !== undefined) return known
  const [start = "", ...others] = urlTemplate.split("{")
  const ids = others.map((text) => {
    const end = text.indexOf("}")
    return { name: text.slice(0, end), after: text.slice(end + 1) }
  })
  const template = { start, ids }
  templates.set(urlTemplate, template)
  return template
}

// A caller without types may hand over anything: it is shown as well as it can be.
const shown = (id: unknown): string => {
  if (typeof id !== "object") return String(id)
  try {
    return String(JSON.stringify(id))
  } catch {
    return "an object that JSON cannot write"
  }
}

/**
 * Builds the URL of an operation's request, each id exactly one path segment. Fails with `InvalidLinkRef`, or what the
 * operation has in its place, when an id cannot be one or the operation's own check fails.
 *
 * @param prefix - The base URL without a trailing slash.
 * @param input - The ids, and whatever else the operation's query takes.
 *
 * @since 0.1.0
 * @category constructors
 */
export const urlOf = <Input extends object, T extends DeclaredTag>(
  operation: Operation<Input, unknown, T>,
  prefix: string,
  input: Input
): Result<string, Failure<Input, T>> => {
  const { ids, start } = templateOf(operation.urlTemplate)
  const invalid = ({ field, problem }: InvalidInput) =>
    fail({
      ...operation.fieldsOf(input),
      ...Object.fromEntries(ids.map(({ name }) => [name, shown(Reflect.get(input, name))])),
      _tag: operation.invalidTag,
      attempts: 0,
      outcome: "NotDeleted" as const,
      field,
      message: `The ${field} ${problem}`
    })

  let url = prefix + start
  for (const { after, name } of ids) {
    const segment = PathSegment.encode(Reflect.get(input, name))
    if (!segment.ok) return invalid({ field: name, problem: segment.failure })
    url += segment.value + after
  }
  const problem = operation.check(input)
  return problem === undefined ? succeed(url + operation.query(input)) : invalid(problem)
}

// RFC 6750, `b64token`: what a Bearer token may consist of. Anything else could not be sent in a header, and `fetch` would
// show the key in the error that it throws.
const bearerToken = /^[A-Za-z0-9\-._~+/]+=*$/

/**
 * Tells whether a key can be sent as a Bearer token. The empty key can: it is sent by sending no `Authorization` header.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isSendable = (key: string): boolean => key === "" || bearerToken.test(key)

/**
 * Builds the request of an operation. An empty key sends no `Authorization` header.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  { maxBodyBytes, method }: Pick<Operation<never, unknown>, "maxBodyBytes" | "method">,
  url: string,
  key: string
): TransportRequest => ({
  method,
  url,
  headers: key === "" ? { accept: "application/json" } : { accept: "application/json", authorization: `Bearer ${key}` },
  maxBodyBytes
})
