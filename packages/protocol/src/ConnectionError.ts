/**
 * The meaning of a connection error: whether the request may have been sent, and what to say of it.
 *
 * @since 0.1.0
 */
import type { ConnectionFailure } from "./Transport.js"

/** Codes of Node, undici and Bun that arise before a connection stands, so before any byte of a request is sent. */
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
  "UND_ERR_CLOSED",
  "ERR_PROXY_TUNNEL",
  "ConnectionRefused",
  "FailedToOpenSocket",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_UNTRUSTED",
  "CERT_REVOKED",
  "CERT_REJECTED",
  "CERT_CHAIN_TOO_LONG",
  "CERT_SIGNATURE_FAILURE",
  "UNABLE_TO_DECRYPT_CERT_SIGNATURE",
  "UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY",
  "ERROR_IN_CERT_NOT_BEFORE_FIELD",
  "ERROR_IN_CERT_NOT_AFTER_FIELD",
  "UNABLE_TO_GET_CRL",
  "CRL_HAS_EXPIRED",
  "CRL_NOT_YET_VALID",
  "CRL_SIGNATURE_FAILURE",
  "INVALID_CA",
  "INVALID_PURPOSE",
  "PATH_LENGTH_EXCEEDED",
  "HOSTNAME_MISMATCH",
  "ERR_TLS_CERT_ALTNAME_INVALID"
])

/** The system calls of a connection attempt: their `ETIMEDOUT` or `ECONNRESET` comes before anything is sent. */
const connecting: ReadonlySet<string> = new Set(["connect", "getaddrinfo"])

/** The system calls of a connection that stands: it meets `EHOSTUNREACH` or `ENETDOWN` too, with the request sent. */
const connected: ReadonlySet<string> = new Set(["read", "write"])

/**
 * Messages that prove the same where there is no code. Each is matched from its beginning to what proves it, and a URL in
 * one has no blanks, so that no text of a server or an id can pass for one.
 */
const beforeRequest: ReadonlyArray<RegExp> = [
  // Deno: the refused connection, the failed lookup and the failed handshake are all of this kind. Before 1.45 and since.
  /^error sending request for url \(\S*\): (client error \(Connect\)|error trying to connect)(:|$)/,
  // Deno: without the permission to do so.
  /^Requires net access to "/,
  // Bun, and Node below it.
  /^EPROTO: The TLS handshake failed/,
  /^Client network socket disconnected before secure TLS connection was established$/,
  // A port that the Fetch standard forbids: Node and Deno.
  /^bad port$/,
  /^Fetch failed: Requests to port \d+ are blocked$/,
  // undici: a proxy that does not let the request through.
  /^Proxy response \(\d+\) !== 200 when HTTP Tunneling$/
]

const fieldOf = (error: unknown, name: string): unknown =>
  typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined

// An error and its causes, outermost first. Bounded, because a chain of causes may be circular.
const causes = (error: unknown): ReadonlyArray<unknown> => {
  const chain: Array<unknown> = []
  let current = error
  while (current !== undefined && chain.length < 8) {
    chain.push(current)
    current = fieldOf(current, "cause")
  }
  return chain
}

const text = (error: unknown, property: "code" | "syscall" | "message"): string | undefined => {
  const value = fieldOf(error, property)
  return typeof value === "string" && value !== "" ? value : undefined
}

/** The errors of the addresses that were tried, where there were several. Bounded, because they may hold each other. */
const addressErrors = (error: unknown): ReadonlyArray<unknown> => {
  const errors = fieldOf(error, "errors")
  return Array.isArray(errors) ? errors.slice(0, 8) : []
}

const saysNothingSent = (error: unknown): boolean => {
  const syscall = text(error, "syscall") ?? ""
  const message = text(error, "message") ?? ""
  // Deno says whether it was sending; the code may say that a host became unreachable meanwhile.
  if (message.includes("client error (SendRequest)")) return false
  return (
    connecting.has(syscall) ||
    (!connected.has(syscall) && beforeConnection.has(text(error, "code") ?? "")) ||
    beforeRequest.some((pattern) => pattern.test(message))
  )
}

// Where several addresses were tried, nothing was sent only if nothing was sent to any of them.
const provesNothingSent = (error: unknown): boolean => {
  const errors = addressErrors(error)
  return errors.length === 0 ? saysNothingSent(error) : errors.every(saysNothingSent)
}

const describe = (error: unknown): string | undefined => {
  const message = text(error, "message")
  const code = text(error, "code")
  if (message === undefined) return code
  return code === undefined || message.includes(code) ? message : `${message} (${code})`
}

/** The message of an error, with those of the addresses that were tried in place of its own. */
const describeAll = (error: unknown): string | undefined => {
  const messages = addressErrors(error)
    .map(describe)
    .filter((message) => message !== undefined)
  return messages.length === 0 ? describe(error) : [...new Set(messages)].join("; ")
}

/**
 * Reads what a platform threw in place of a response. In doubt, the request may have been sent. The message is that of the
 * innermost cause which has one: `fetch failed` alone helps nobody.
 *
 * @example
 * ```ts
 * import * as ConnectionError from "@effect-userplane/protocol/ConnectionError"
 *
 * const refused = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:80"), { code: "ECONNREFUSED" })
 *
 * ConnectionError.read(new TypeError("fetch failed", { cause: refused }))
 * // { message: "connect ECONNREFUSED 127.0.0.1:80", mayHaveBeenSent: false }
 * ```
 *
 * @since 0.1.0
 * @category decoding
 */
export const read = (error: unknown): ConnectionFailure => {
  const chain = causes(error)
  return {
    message: chain.map(describeAll).findLast((message) => message !== undefined) ?? "The connection failed",
    mayHaveBeenSent: !chain.some(provesNothingSent)
  }
}
