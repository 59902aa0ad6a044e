/** A provider that records its requests, and answers each of them alike. */
import type * as Http from "node:http"
import { text } from "node:stream/consumers"
import * as Effect from "effect/Effect"
import { listen } from "../src/internal/loopback.js"

export interface Recorded {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: Http.IncomingHttpHeaders
  readonly body: string
}

export interface Answer {
  readonly status: number
  readonly body: unknown
}

export const recordingProvider = (answer: (request: Recorded) => Answer) => {
  const requests: Array<Recorded> = []
  return Effect.map(
    listen(async (message, response) => {
      const request = { method: message.method, url: message.url, headers: message.headers, body: await text(message) }
      requests.push(request)
      const { body, status } = answer(request)
      response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body))
    }),
    (baseUrl) => ({ baseUrl, requests })
  )
}
