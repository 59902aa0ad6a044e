import * as Predicate from "effect/Predicate"

/** Codes of Node and undici that arise before a connection stands, so before any byte of a request is sent. */
const beforeConnection: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EAI_FAIL",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENETDOWN",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_UNTRUSTED",
  "HOSTNAME_MISMATCH",
  "ERR_TLS_CERT_ALTNAME_INVALID"
])

/** The system calls of a connection attempt: their `ETIMEDOUT` or `ECONNRESET` comes before anything is sent. */
const connecting: ReadonlySet<string> = new Set(["connect", "getaddrinfo"])

/** The system calls of a connection that stands: it meets `EHOSTUNREACH` or `ENETDOWN` too, with the request sent. */
const connected: ReadonlySet<string> = new Set(["read", "write"])

// An error and its causes, outermost first. Bounded, because a chain of causes may be circular.
const causes = (error: unknown): ReadonlyArray<unknown> => {
  const chain: Array<unknown> = []
  let current = error
  while (current !== undefined && chain.length < 8) {
    chain.push(current)
    current = Predicate.hasProperty(current, "cause") ? current.cause : undefined
  }
  return chain
}

const text = (error: unknown, property: "code" | "syscall" | "message"): string | undefined =>
  Predicate.hasProperty(error, property) && Predicate.isString(error[property]) && error[property] !== ""
    ? error[property]
    : undefined

const provesNothingSent = (error: unknown): boolean => {
  const syscall = text(error, "syscall") ?? ""
  return connecting.has(syscall) || (!connected.has(syscall) && beforeConnection.has(text(error, "code") ?? ""))
}

/** Whether a request may have reached the server although sending it failed. In doubt it may. */
export const mayHaveBeenSent = (error: unknown): boolean => !causes(error).some(provesNothingSent)

/** What went wrong, from the innermost cause that says something: `fetch failed` alone helps nobody. */
export const describeCause = (error: unknown): string => {
  const innermost = causes(error).findLast((cause) => text(cause, "message") ?? text(cause, "code"))
  const message = text(innermost, "message")
  const code = text(innermost, "code")
  if (message === undefined) return code ?? "The connection failed"
  return code === undefined || message.includes(code) ? message : `${message} (${code})`
}
