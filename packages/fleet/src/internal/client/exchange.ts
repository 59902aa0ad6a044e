/** Asks the server of a worker. */
import type * as HttpClient from "@effect/platform/HttpClient"
import type { HttpClientError } from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type { HttpClientResponse } from "@effect/platform/HttpClientResponse"
import { JournalMismatch } from "@effect-userplane/core/JournalError"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Match from "effect/Match"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { type FleetError, FleetUnavailable } from "../../FleetError.js"
import * as Lines from "../wire/lines.js"
import * as Wire from "../wire/messages.js"

const decodeFailure = Schema.decodeUnknown(Wire.Failure)

/** A failure as a fleet with a database has it. */
const asFleet = ({ message }: Wire.InvalidInput) => Effect.die(new Cause.IllegalArgumentException(message))

// Fetch hides why behind the words "fetch failed".
const reasonOf = ({ cause, message }: HttpClientError): string => {
  for (let error = cause; error instanceof Error; error = error.cause) {
    if ("code" in error && typeof error.code === "string") return error.code
  }
  return message
}

/** Makes the exchanges with the server at a URL. */
export const make = (client: HttpClient.HttpClient, { origin }: URL) => {
  const unreachable = (error: HttpClientError) =>
    new FleetUnavailable({ message: `The worker at ${origin} cannot be reached: ${reasonOf(error)}` })

  const brokenOff = () => new FleetUnavailable({ message: `The worker at ${origin} has ended amid a response` })

  const other = () => new FleetUnavailable({ message: `What answers at ${origin} is no worker of this version` })

  const send = (
    request: HttpClientRequest.HttpClientRequest
  ): Effect.Effect<HttpClientResponse, FleetError | JournalMismatch> =>
    Effect.gen(function* () {
      const response = yield* Effect.mapError(client.execute(request), unreachable)
      if (response.status < 400) return response
      const failure = yield* Effect.mapError(Effect.flatMap(response.json, decodeFailure), other)
      return yield* Match.value(failure).pipe(
        Match.tag("InvalidInput", asFleet),
        Match.tag(
          "JournalMismatch",
          ({ about, journal, message, run }) => new JournalMismatch({ about, journal, message, run })
        ),
        Match.orElse((failure) => failure)
      )
    })

  const submit = <A, I>(schema: Schema.Schema<A, I>, request: HttpClientRequest.HttpClientRequest) =>
    Effect.flatMap(send(request), ({ json }) =>
      Effect.mapError(Effect.flatMap(json, Schema.decodeUnknown(schema)), other)
    )

  return {
    /** Sends a submission, and reads the value of its response. */
    submit,

    /** Sends a request, and reads the value of its response. */
    ask: <A, I>(schema: Schema.Schema<A, I>, request: HttpClientRequest.HttpClientRequest) =>
      Effect.catchTag(submit(schema, request), "JournalMismatch", Effect.die),

    /** Sends a request, and reads the values of its response as they come. */
    follow: <A, I>(schema: Schema.Schema<A, I>, request: HttpClientRequest.HttpClientRequest) =>
      Stream.unwrap(
        Effect.map(Effect.catchTag(send(request), "JournalMismatch", Effect.die), ({ stream }) =>
          Lines.decodeWithFailure(schema, stream).pipe(
            Stream.catchTags({
              InvalidInput: asFleet,
              JournalMismatch: Effect.die,
              NdjsonError: other,
              ParseError: other,
              ResponseError: brokenOff
            })
          )
        )
      )
  }
}
