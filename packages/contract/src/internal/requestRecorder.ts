/** Stands between a client and the mock server, which does not tell how often it was asked. */
import * as Http from "node:http"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { listen } from "./loopback.js"
import { redact } from "./secret.js"

export interface RequestRecorder {
  readonly baseUrl: string
  /** The number of requests so far, without preflights. */
  readonly requests: () => number
  /** The text without the keys that were sent, and without the address of this run. */
  readonly redact: (text: string) => string
}

const unexpected = JSON.stringify({ message: "The mock server did not expect this request." })

/** Passes requests on to the mock server until the scope is closed. */
export const make = (mockServer: string): Effect.Effect<RequestRecorder, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { hostname, port } = new URL(mockServer)
    const credentials = new Set<string>()
    let requests = 0
    const baseUrl = yield* listen((request, response) => {
      const { headers, method, url: path } = request
      if (method !== "OPTIONS") requests += 1
      const credential = headers.authorization?.replace(/^\S+\s+/, "")
      if (credential) credentials.add(credential)
      const forwarded = Http.request({ hostname, port, method, path, headers }, (answer) => {
        const isUnexpected = answer.headers["x-pact"] !== undefined && answer.statusCode === 500
        if (isUnexpected) {
          // Its own answer repeats the whole request, and a client puts it into its error.
          answer.resume()
          response.writeHead(500, { "content-type": "application/json" })
          response.end(unexpected)
          return
        }
        response.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
        answer.pipe(response)
      })
      forwarded.on("error", () => response.destroy())
      request.pipe(forwarded)
    })
    return {
      baseUrl,
      requests: () => requests,
      redact: (text) => redact(credentials, text).replaceAll(new URL(baseUrl).host, "the mock server")
    }
  })
