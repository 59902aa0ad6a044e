import * as Http from "node:http"
import * as Https from "node:https"
import * as Effect from "effect/Effect"

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

// What belongs to the connection, and not to the message (RFC 9110, 7.6.1); and what lets the response be compressed, since
// it is to be read.
const notForwarded = new Set(["accept-encoding", "connection", "host", "keep-alive", "te", "trailer", "upgrade"])

const requestHeaders = ({ headers }: Http.IncomingMessage): Http.OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !notForwarded.has(name)))

const framing = new Set(["connection", "content-length", "keep-alive", "transfer-encoding"])

/** Sends a request without a body to the provider as it came, and waits for the whole response. Redirects are responses. */
export const forward = (target: URL, request: Http.IncomingMessage): Effect.Effect<Response, Error> =>
  Effect.async((resume) => {
    const { request: start } = target.protocol === "https:" ? Https : Http
    const outgoing = start(
      { ...urlParts(target), method: request.method, path: request.url, headers: requestHeaders(request) },
      (response) => {
        const chunks: Array<Buffer> = []
        response.on("data", (chunk: Buffer) => chunks.push(chunk))
        response.on("error", (error) => resume(Effect.fail(error)))
        response.on("end", () =>
          resume(
            Effect.succeed({
              status: response.statusCode ?? 0,
              rawHeaders: response.rawHeaders,
              body: Buffer.concat(chunks)
            })
          )
        )
      }
    )
    outgoing.on("error", (error) => resume(Effect.fail(error)))
    outgoing.end()
    return Effect.sync(() => outgoing.destroy())
  })

const urlParts = ({ hostname, port, protocol }: URL) => ({ hostname, port, protocol })

/** Writes a whole response. */
export const write = ({ body, rawHeaders, status }: Response, outgoing: Http.ServerResponse): void => {
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = "", value = ""] = rawHeaders.slice(index, index + 2)
    if (!framing.has(name.toLowerCase())) outgoing.appendHeader(name, value)
  }
  outgoing.statusCode = status
  outgoing.end(body)
}
