import * as Http from "node:http"
import * as Https from "node:https"
import * as Effect from "effect/Effect"

/** A whole reply. */
export interface Reply {
  readonly status: number
  /** Names and values in turn, as they came. */
  readonly rawHeaders: ReadonlyArray<string>
  readonly body: Buffer
}

/** A reply of our own. */
export const json = (status: number, value: unknown): Reply => ({
  status,
  rawHeaders: ["Content-Type", "application/json"],
  body: Buffer.from(JSON.stringify(value))
})

/** What the verifier gets in the place of a reply that must not pass: no interaction expects it. */
export const refusal = (problem: string): Reply => json(502, { refused: problem })

// What belongs to the connection, and not to the message (RFC 9110, 7.6.1); and what lets the reply be compressed, since
// it is to be read.
const notForwarded = new Set(["accept-encoding", "connection", "host", "keep-alive", "te", "trailer", "upgrade"])

const requestHeaders = ({ headers }: Http.IncomingMessage): Http.OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !notForwarded.has(name)))

const framing = new Set(["connection", "content-length", "keep-alive", "transfer-encoding"])

/** Sends a request without a body to the provider as it came, and waits for the whole reply. Redirects are replies. */
export const forward = (target: URL, request: Http.IncomingMessage): Effect.Effect<Reply, Error> =>
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

/** Writes a whole reply. */
export const write = ({ body, rawHeaders, status }: Reply, response: Http.ServerResponse): void => {
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = "", value = ""] = rawHeaders.slice(index, index + 2)
    if (!framing.has(name.toLowerCase())) response.appendHeader(name, value)
  }
  response.statusCode = status
  response.end(body)
}
