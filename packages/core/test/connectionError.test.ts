import { describe, expect, it } from "@effect/vitest"
import * as FastCheck from "effect/FastCheck"
import { describeCause, mayHaveBeenSent } from "../src/internal/connectionError.js"

/** An error with the properties that Node and undici give to theirs. */
const failure = (message: string, properties: object = {}): Error => Object.assign(new Error(message), properties)

const fetchFailed = (cause: unknown): Error => new TypeError("fetch failed", { cause })

const circular = failure("around and around")
circular.cause = circular

// Both addresses of a host were tried: what Node throws then has an empty message.
const bothRefused = Object.assign(
  new AggregateError([
    failure("connect ECONNREFUSED ::1:4010", { code: "ECONNREFUSED", syscall: "connect" }),
    failure("connect ECONNREFUSED 127.0.0.1:4010", { code: "ECONNREFUSED", syscall: "connect" })
  ]),
  { code: "ECONNREFUSED" }
)

const deep = (levels: number, innermost: unknown): unknown =>
  levels === 0 ? innermost : new Error(`level ${levels}`, { cause: deep(levels - 1, innermost) })

describe("whether a request may have reached the server", () => {
  it.each([
    ["a refused connection", failure("connect ECONNREFUSED 127.0.0.1:1", { code: "ECONNREFUSED", syscall: "connect" })],
    ["a refused connection, as fetch reports it", fetchFailed(failure("refused", { code: "ECONNREFUSED" }))],
    ["a refused connection to all addresses", fetchFailed(bothRefused)],
    ["an unknown host", failure("getaddrinfo ENOTFOUND nowhere", { code: "ENOTFOUND", syscall: "getaddrinfo" })],
    [
      "a resolver that does not answer",
      failure("getaddrinfo EAI_AGAIN", { code: "EAI_AGAIN", syscall: "getaddrinfo" })
    ],
    ["an unreachable host", failure("connect EHOSTUNREACH", { code: "EHOSTUNREACH", syscall: "connect" })],
    ["an unreachable network", failure("connect ENETUNREACH", { code: "ENETUNREACH", syscall: "connect" })],
    ["a connection that was not made in time", failure("connect ETIMEDOUT", { code: "ETIMEDOUT", syscall: "connect" })],
    ["a connection that was reset while it was made", failure("reset", { code: "ECONNRESET", syscall: "connect" })],
    ["undici's timeout of a connection", fetchFailed(failure("timeout", { code: "UND_ERR_CONNECT_TIMEOUT" }))],
    ["an expired certificate", fetchFailed(failure("certificate has expired", { code: "CERT_HAS_EXPIRED" }))],
    ["a certificate of another host", failure("no match", { code: "ERR_TLS_CERT_ALTNAME_INVALID" })],
    ["a self-signed certificate", failure("self-signed", { code: "DEPTH_ZERO_SELF_SIGNED_CERT" })]
  ])("%s: it has not", (_, error) => {
    expect(mayHaveBeenSent(error)).toBe(false)
  })

  it.each([
    ["a reset after sending", failure("read ECONNRESET", { code: "ECONNRESET", syscall: "read" })],
    ["a reset while sending", failure("write ECONNRESET", { code: "ECONNRESET", syscall: "write" })],
    ["a broken pipe", failure("write EPIPE", { code: "EPIPE", syscall: "write" })],
    ["a host that became unreachable", failure("read EHOSTUNREACH", { code: "EHOSTUNREACH", syscall: "read" })],
    ["a network that went down", failure("write ENETDOWN", { code: "ENETDOWN", syscall: "write" })],
    ["a connection that went silent", failure("read ETIMEDOUT", { code: "ETIMEDOUT", syscall: "read" })],
    ["a hang-up", failure("socket hang up", { code: "ECONNRESET" })],
    ["a connection that undici lost", fetchFailed(failure("other side closed", { code: "UND_ERR_SOCKET" }))],
    ["a reply that is no HTTP", failure("Parse Error", { code: "HPE_INVALID_CONSTANT" })],
    ["an abort", new DOMException("This operation was aborted", "AbortError")],
    ["an error that says nothing", new Error()],
    ["a code that is no text", failure("odd", { code: 7 })],
    ["an error whose causes go round in a circle", circular],
    ["a text", "ECONNREFUSED"],
    ["null", null],
    ["nothing", undefined]
  ])("%s: it may have", (_, error) => {
    expect(mayHaveBeenSent(error)).toBe(true)
  })

  it("looks through 7 causes, and takes a proof beyond them for none", () => {
    const refused = failure("refused", { code: "ECONNREFUSED" })
    expect(mayHaveBeenSent(deep(7, refused))).toBe(false)
    expect(mayHaveBeenSent(deep(8, refused))).toBe(true)
  })
})

describe("what went wrong with a connection", () => {
  it.each([
    ["the message of the innermost cause", fetchFailed(failure("read ECONNRESET")), "read ECONNRESET"],
    [
      "its code, where the message does not hold it",
      fetchFailed(failure("other side closed", { code: "UND_ERR_SOCKET" })),
      "other side closed (UND_ERR_SOCKET)"
    ],
    [
      "its code once, where the message holds it",
      failure("connect ECONNREFUSED 127.0.0.1:1", { code: "ECONNREFUSED" }),
      "connect ECONNREFUSED 127.0.0.1:1"
    ],
    ["the code alone, where there is no message", fetchFailed(bothRefused), "ECONNREFUSED"],
    ["the outer message, where the cause says nothing", fetchFailed(new Error()), "fetch failed"],
    ["the outer message, where the cause is null", fetchFailed(null), "fetch failed"],
    ["the message of a circle of causes", circular, "around and around"],
    ["something, where nothing is said", undefined, "The connection failed"],
    ["something, where an error says nothing", new Error(), "The connection failed"],
    ["something, where what was thrown is no error", "oops", "The connection failed"]
  ])("is %s", (_, error, message) => {
    expect(describeCause(error)).toBe(message)
  })

  it.prop(
    "is always told in words",
    [FastCheck.oneof(FastCheck.anything(), FastCheck.anything().map(fetchFailed))],
    ([error]) => {
      expect(typeof mayHaveBeenSent(error)).toBe("boolean")
      expect(describeCause(error)).not.toBe("")
    },
    { fastCheck: { numRuns: 1_000, seed: 1 } }
  )
})
