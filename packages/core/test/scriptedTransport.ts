/**
 * A transport in memory that answers as it is told, one answer a request, and keeps what it was asked and when. A request
 * that the script has no answer for is a defect, so that one request too many fails the test.
 */
import type * as Shared from "@effect-userplane/testing/Client"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Transports from "../src/Transport.js"
import { Transport, TransportFailure, type TransportRequest, type TransportResponse } from "../src/Transport.js"

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

const endingOf = (answer: Shared.Answer): Answer => {
  if ("silence" in answer) return () => Effect.never
  if ("defect" in answer) return () => Effect.die(new Error(answer.defect))
  if ("failure" in answer) return () => Effect.fail(new TransportFailure(answer.failure))
  const { body, headers, status } = answer
  const response = {
    status,
    header: (name: string) => headers[name],
    body: new TextEncoder().encode(body),
    truncated: false
  }
  return () => Effect.succeed(response)
}

/** An answer of the tests that all clients share. */
export const sharedAnswer = (answer: Shared.Answer): Answer => {
  const { after } = answer
  const ending = endingOf(answer)
  return after === undefined ? ending : (request) => Effect.delay(ending(request), after)
}
