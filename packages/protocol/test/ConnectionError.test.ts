import * as FastCheck from "fast-check"
import { describe, expect, it } from "vitest"
import { read } from "../src/ConnectionError.js"
import { holds } from "./properties.js"

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

/** What Deno throws: the reason stands in the message alone. */
const deno = (message: string, request = "error sending request for url (https://api.example/public/a(b)): "): Error =>
  fetchFailed(failure(request + message))

/** What Bun throws. */
const bun = (code: string, message: string, properties: object = {}): Error =>
  Object.assign(new TypeError(message), { code, ...properties })

const deep = (levels: number, innermost: unknown): unknown =>
  levels === 0 ? innermost : new Error(`level ${levels}`, { cause: deep(levels - 1, innermost) })

describe("mayHaveBeenSent", () => {
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
    ["a self-signed certificate", failure("self-signed", { code: "DEPTH_ZERO_SELF_SIGNED_CERT" })],
    ["a revoked certificate", failure("certificate revoked", { code: "CERT_REVOKED" })],
    [
      "a handshake that was broken off",
      fetchFailed(
        failure("Client network socket disconnected before secure TLS connection was established", {
          code: "ECONNRESET"
        })
      )
    ],
    ["a closed client of undici", failure("The client is closed", { code: "UND_ERR_CLOSED" })],
    ["a port that is forbidden", fetchFailed(failure("bad port"))],
    [
      "a proxy that refuses, over undici",
      failure("Proxy response (407) !== 200 when HTTP Tunneling", { code: "UND_ERR_ABORTED" })
    ],
    [
      "Deno: a refused connection",
      deno("client error (Connect): tcp connect error: Connection refused (os error 111)")
    ],
    [
      "Deno: an unknown host",
      deno("client error (Connect): dns error: failed to lookup address information: Name or service not known")
    ],
    ["Deno: no route to the host", deno("client error (Connect): tcp connect error: No route to host (os error 113)")],
    [
      "Deno: an unreachable network",
      deno("client error (Connect): tcp connect error: Network is unreachable (os error 101)")
    ],
    [
      "Deno: a connection that was reset while it was made",
      deno("client error (Connect): tcp connect error: Connection reset by peer (os error 104)")
    ],
    [
      "Deno: a self-signed certificate",
      deno("client error (Connect): invalid peer certificate: Other(OtherError(CaUsedAsEndEntity))")
    ],
    [
      "Deno: an expired certificate",
      deno(
        "client error (Connect): invalid peer certificate: certificate expired: verification time 1795938607 (UNIX), but certificate is not valid after 1609459200 (186479407 seconds ago)"
      )
    ],
    ["Deno: no common version of TLS", deno("client error (Connect): received fatal alert: ProtocolVersion")],
    ["Deno: a server without TLS", deno("client error (Connect): received corrupt message of type InvalidContentType")],
    ["Deno: a handshake that was broken off", deno("client error (Connect): tls handshake eof")],
    ["Deno: a connection error without a reason", deno("client error (Connect)")],
    [
      "Deno before 1.45: a refused connection",
      failure(
        "error sending request for url (http://127.0.0.1:4/): error trying to connect: tcp connect error: Connection refused (os error 111)"
      )
    ],
    [
      "Deno: no permission",
      failure('Requires net access to "api.example:443", run again with the --allow-net flag', { name: "NotCapable" })
    ],
    ["Deno: a port that is forbidden", failure("Fetch failed: Requests to port 6000 are blocked")],
    [
      "Bun: a refused connection",
      bun("ECONNREFUSED", "ECONNREFUSED: Unable to connect. Is the computer able to access the url?")
    ],
    [
      "Bun 1.2: a refused connection",
      bun("ConnectionRefused", "Unable to connect. Is the computer able to access the url?")
    ],
    ["Bun 1.2: an unreachable network", bun("FailedToOpenSocket", "Was there a typo in the url or port?")],
    [
      "Bun: an unknown host",
      bun("ENOTFOUND", "getaddrinfo ENOTFOUND no-such-host.invalid", { syscall: "getaddrinfo" })
    ],
    [
      "Bun: no route to the host",
      bun("EHOSTUNREACH", "EHOSTUNREACH: Unable to connect. Is the computer able to access the url?")
    ],
    ["Bun: an unreachable network", bun("ENETUNREACH", "ENETUNREACH: Was there a typo in the url or port?")],
    ["Bun: a self-signed certificate", bun("DEPTH_ZERO_SELF_SIGNED_CERT", "self signed certificate")],
    [
      "Bun: a server without TLS",
      bun("EPROTO", "EPROTO: The TLS handshake failed. Does the server speak TLS on this port?")
    ],
    ["Bun: a proxy that refuses", bun("ERR_PROXY_TUNNEL", "Proxy refused to open a tunnel: 407 Proxy Auth")]
  ])("is false after %s", (_, error) => {
    expect(read(error).mayHaveBeenSent).toBe(false)
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
    ["a response that is no HTTP", failure("Parse Error", { code: "HPE_INVALID_CONSTANT" })],
    ["an abort", new DOMException("This operation was aborted", "AbortError")],
    ["an error that says nothing", new Error()],
    ["a code that is no text", failure("odd", { code: 7 })],
    ["an error whose causes go round in a circle", circular],
    [
      "several addresses, one of which took the connection",
      fetchFailed(
        Object.assign(
          new AggregateError([
            failure("connect ECONNREFUSED ::1:4010", { code: "ECONNREFUSED", syscall: "connect" }),
            failure("read ECONNRESET", { code: "ECONNRESET", syscall: "read" })
          ]),
          { code: "ECONNREFUSED" }
        )
      )
    ],
    [
      "Deno: a connection that was closed",
      deno(
        "client error (SendRequest): connection closed before message completed",
        "error sending request from 127.0.0.1:56164 for http://127.0.0.1:46271/ (127.0.0.1:46271): "
      )
    ],
    [
      "Deno: a connection that was closed at once",
      deno("client error (SendRequest): connection closed before message completed")
    ],
    [
      "Deno before 2.9: a host that became unreachable",
      failure(
        "error sending request from 127.0.0.1:1 for http://127.0.0.1:2/ (127.0.0.1:2): client error (SendRequest): connection error: No route to host (os error 113)",
        { code: "EHOSTUNREACH" }
      )
    ],
    ["Deno: a reset after sending", fetchFailed(failure("Connection reset by peer (os error 104)"))],
    ["Deno: a response that is no HTTP", deno("client error (SendRequest): invalid HTTP version parsed")],
    ["Deno: a body that was cut", new TypeError("error reading a body from connection")],
    [
      "Deno: a text that another error only quotes",
      deno('client error (SendRequest): "error sending request for url (x): client error (Connect): refused"')
    ],
    [
      "Bun: a connection that was closed",
      bun(
        "ECONNRESET",
        "ECONNRESET: The socket connection was closed unexpectedly. For more information, pass `verbose: true` in the second argument to fetch()"
      )
    ],
    [
      "Bun: a response that is no HTTP",
      bun("Malformed_HTTP_Response", 'Malformed_HTTP_Response fetching "http://127.0.0.1:1/"')
    ],
    ["a protocol error on a connection that stands", failure("write EPROTO", { code: "EPROTO", syscall: "write" })],
    ["Chromium, which gives no reason", new TypeError("Failed to fetch")],
    ["Firefox, which gives no reason", new TypeError("NetworkError when attempting to fetch resource.")],
    ["Safari, which gives no reason", new TypeError("Load failed")],
    ["a text", "ECONNREFUSED"],
    ["null", null],
    ["nothing", undefined]
  ])("is true after %s", (_, error) => {
    expect(read(error).mayHaveBeenSent).toBe(true)
  })

  it("is false for a proof within 7 causes, and not for one beyond them", () => {
    const refused = failure("refused", { code: "ECONNREFUSED" })
    expect(read(deep(7, refused)).mayHaveBeenSent).toBe(false)
    expect(read(deep(8, refused)).mayHaveBeenSent).toBe(true)
  })
})

describe("message", () => {
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
    [
      "that of every address, where several were tried",
      fetchFailed(bothRefused),
      "connect ECONNREFUSED ::1:4010; connect ECONNREFUSED 127.0.0.1:4010"
    ],
    [
      "the same reason once",
      new AggregateError([failure("refused"), failure("refused")], "All of them failed"),
      "refused"
    ],
    [
      "its own message, where no address says anything",
      new AggregateError([{}, undefined], "None answered"),
      "None answered"
    ],
    ["the code alone, where there is no message", fetchFailed(failure("", { code: "ECONNREFUSED" })), "ECONNREFUSED"],
    ["the outer message, where the cause says nothing", fetchFailed(new Error()), "fetch failed"],
    ["the outer message, where the cause is null", fetchFailed(null), "fetch failed"],
    ["the message of a circle of causes", circular, "around and around"],
    ["something, where nothing is said", undefined, "The connection failed"],
    ["something, where an error says nothing", new Error(), "The connection failed"],
    ["something, where what was thrown is no error", "oops", "The connection failed"]
  ])("is %s", (_, error, message) => {
    expect(read(error).message).toBe(message)
  })

  it("is always a text, whatever was thrown", () => {
    const thrown = FastCheck.oneof(FastCheck.anything(), FastCheck.anything().map(fetchFailed))
    holds(
      FastCheck.property(thrown, (error) => {
        const failure = read(error)
        expect(typeof failure.mayHaveBeenSent).toBe("boolean")
        expect(typeof failure.message).toBe("string")
        expect(failure.message).not.toBe("")
      })
    )
  })
})
