/**
 * A transport in memory that answers as it is told, one answer a request, and keeps what it was asked and when. A request
 * that the script has no answer for is a defect, so that one request too many fails the test.
 */
import type * as Shared from "@effect-userplane/testing/Client"
import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as ErrorCatalogue from "../src/ErrorCatalogue.js"
import type { LinkRef } from "../src/Links.js"
import * as Transports from "../src/Transport.js"
import { Transport, TransportFailure, type TransportRequest, type TransportResponse } from "../src/Transport.js"
import { ref } from "./fixtures.js"

/** What becomes of one request. */
export type Answer = (request: TransportRequest) => Effect.Effect<TransportResponse, TransportFailure>

/** A request that was sent, and when, in milliseconds since the epoch. */
export interface SentRequest extends TransportRequest {
  readonly at: number
  /** The name of the span that one of the transport's own would be below. */
  readonly below: string | undefined
}

export interface ScriptedTransport {
  readonly layer: Layer.Layer<Transport>
  readonly requests: ReadonlyArray<SentRequest>
  /** When a request was interrupted before its answer, in milliseconds since the epoch. */
  readonly interruptions: ReadonlyArray<number>
}

const unscripted = (index: number): Answer => {
  return () => Effect.dieMessage(`The script has no answer for request ${index + 1}`)
}

const spanName = Effect.map(Effect.option(Effect.currentSpan), (span) =>
  Option.getOrUndefined(Option.map(span, ({ name }) => name))
)

const make = (
  answerTo: (index: number, request: TransportRequest) => Answer,
  options?: Transports.Options
): ScriptedTransport => {
  const requests: Array<SentRequest> = []
  const interruptions: Array<number> = []
  const now = Clock.currentTimeMillis
  const layer = Layer.succeed(
    Transport,
    Transports.make(
      (request) =>
        Effect.flatMap(Effect.zip(now, spanName), ([at, below]) => {
          const answer = answerTo(requests.length, request)
          requests.push({ ...request, at, below })
          return Effect.onInterrupt(answer(request), () => Effect.map(now, (at) => interruptions.push(at)))
        }),
      options
    )
  )
  return { layer, requests, interruptions }
}

/** Answers request after request, in this order. */
export const script = (...answers: ReadonlyArray<Answer>): ScriptedTransport =>
  make((index) => answers[index] ?? unscripted(index))

/** Answers every request alike. */
export const always = (answer: Answer): ScriptedTransport => make(() => answer)

/** Answers as it finds right for a request. */
export const served = (
  answerTo: (request: TransportRequest) => Answer,
  options?: Transports.Options
): ScriptedTransport => make((_, request) => answerTo(request), options)

/** The headers of a response, by names in lower case. */
export type Headers = Readonly<Record<string, string>>

/** A response with a body of its own. */
const response =
  (status: number, body: string | Uint8Array, headers: Headers = {}): Answer =>
  () =>
    Effect.succeed({
      status,
      header: (name) => headers[name],
      body: typeof body === "string" ? new TextEncoder().encode(body) : body,
      truncated: false
    })

/** A response in JSON. */
export const json = (status: number, body: unknown, headers: Headers = {}): Answer =>
  response(status, JSON.stringify(body), { "content-type": "application/json", ...headers })

/** The confirmation of a deletion. */
export const deleted = (link: LinkRef = ref): Answer => json(200, { message: "Link deleted successfully", data: link })

/** A documented failure, as the OpenAPI document shows it. */
export const documented = (tag: ErrorCatalogue.Tag, headers: Headers = {}, data?: unknown): Answer => {
  const { code, message, status } = ErrorCatalogue.byTag[tag]
  return json(status, { defined: true, code, status, message, data }, headers)
}

/** No response: no connection was made. */
export const connectionRefused: Answer = () =>
  Effect.fail(new TransportFailure({ message: "connect ECONNREFUSED", mayHaveBeenSent: false }))

/** No response: the connection broke after the request was sent. */
export const connectionReset: Answer = () =>
  Effect.fail(new TransportFailure({ message: "read ECONNRESET", mayHaveBeenSent: true }))

/** No answer at all. */
export const silence: Answer = () => Effect.never

/** An answer that takes its time. */
export const after =
  (duration: Duration.DurationInput, answer: Answer): Answer =>
  (request) =>
    Effect.delay(answer(request), duration)

/** An answer of the tests that all clients share. */
export const sharedAnswer = (answer: Shared.Answer): Answer => {
  const ending = sharedEnding(answer)
  return answer.after === undefined ? ending : after(answer.after, ending)
}

const sharedEnding = (answer: Shared.Answer): Answer => {
  if ("silence" in answer) return silence
  if ("defect" in answer) return () => Effect.dieMessage(answer.defect)
  if ("failure" in answer) return () => Effect.fail(new TransportFailure(answer.failure))
  return response(answer.status, answer.body, answer.headers)
}
