import * as Http from "node:http"
import * as Https from "node:https"
import { urlToHttpOptions } from "node:url"
import * as Effect from "effect/Effect"
import * as Foreign from "./foreign.js"

/** A whole request. */
export interface Request {
  readonly method: string
  /** The path with the query. */
  readonly path: string
  readonly headers: Http.OutgoingHttpHeaders
  readonly body: Buffer
}

/** A whole response. */
export interface Response {
  readonly status: number
  /** Names and values in turn, as they came. */
  readonly rawHeaders: ReadonlyArray<string>
  readonly body: Buffer
}

/** A response that the gateway makes itself. */
export const json = (status: number, value: unknown): Response => ({
  status,
  rawHeaders: ["Content-Type", "application/json"],
  body: Buffer.from(JSON.stringify(value))
})

/** The response that replaces one that must not pass: no interaction expects it. */
export const rejection = (problem: string): Response => json(502, { rejected: problem })

/** Waits for the whole body. */
const bodyOf = async (message: Http.IncomingMessage): Promise<Buffer> => {
  const chunks: Array<Buffer> = []
  for await (const chunk of message) chunks.push(chunk)
  return Buffer.concat(chunks)
}

// What belongs to the connection, and not to the message (RFC 9110, 7.6.1); and what lets the response be compressed, since
// it is to be read.
const notForwarded = new Set([
  "accept-encoding",
  "connection",
  "expect",
  "host",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade"
])

/** Waits for the whole request. */
export const receive = (message: Http.IncomingMessage): Effect.Effect<Request, unknown> =>
  Effect.map(
    Foreign.settled(() => bodyOf(message)),
    (body) => ({
      method: message.method ?? "GET",
      path: message.url ?? "/",
      headers: {
        ...Object.fromEntries(Object.entries(message.headers).filter(([name]) => !notForwarded.has(name))),
        ...(body.length > 0 && { "content-length": body.length })
      },
      body
    })
  )

/** Sends a request to the provider as it came, and waits for the whole response. Redirects are responses. */
export const forward = (target: URL, { body, headers, method, path }: Request): Effect.Effect<Response, unknown> =>
  Effect.async((resume) => {
    const { request: start } = target.protocol === "https:" ? Https : Http
    // Not the credentials of the URL: the request of an interaction has its own, or none.
    const { hostname, port, protocol } = urlToHttpOptions(target)
    const outgoing = start({ hostname, port, protocol, method, path, headers }, (response) => {
      bodyOf(response).then(
        (body) => resume(Effect.succeed({ status: response.statusCode ?? 0, rawHeaders: response.rawHeaders, body })),
        (error) => resume(Effect.fail(error))
      )
    })
    outgoing.on("error", (error) => resume(Effect.fail(error)))
    outgoing.end(body)
    return Effect.sync(() => outgoing.destroy())
  })

const framing = new Set(["connection", "content-length", "keep-alive", "transfer-encoding"])

/** Writes a whole response. */
export const write = ({ body, rawHeaders, status }: Response, outgoing: Http.ServerResponse): void => {
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = "", value = ""] = rawHeaders.slice(index, index + 2)
    if (!framing.has(name.toLowerCase())) outgoing.appendHeader(name, value)
  }
  outgoing.statusCode = status
  outgoing.end(body)
}
