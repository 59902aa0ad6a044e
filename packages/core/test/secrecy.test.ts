import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { describe, expect, it } from "@effect/vitest"
import { placesOf } from "@effect-userplane/testing/KeySearch"
import { secrecy } from "@effect-userplane/testing/Secrecy"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Transport from "../src/Transport.js"
import { canaryKey } from "./fixtures.js"
import { printed, remainsOf, secrecyClient } from "./secrecyClient.js"

secrecy(secrecyClient, Redacted.value(canaryKey))

const secret = Redacted.value(canaryKey)

type Failure = (
  request: HttpClientRequest.HttpClientRequest
) => Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>

describe("a key in an error of the platform, which holds the request", () => {
  const response = (request: HttpClientRequest.HttpClientRequest, status: number) =>
    HttpClientResponse.fromWeb(
      request,
      new Response(`Bearer ${secret}`, { status, headers: { "content-type": "text/html" } })
    )

  const failures: ReadonlyArray<readonly [name: string, failure: Failure]> = [
    ...(["Transport", "Encode", "InvalidUrl"] as const).map((reason): readonly [string, Failure] => [
      `RequestError of ${reason}`,
      (request) => Effect.fail(new HttpClientError.RequestError({ request, reason, cause: { request } }))
    ]),
    [
      "RequestError that describes itself with the key",
      (request) =>
        Effect.fail(
          new HttpClientError.RequestError({
            request,
            reason: "Transport",
            description: `could not send ${secret}`,
            cause: new Error(secret)
          })
        )
    ],
    ...(["StatusCode", "Decode", "EmptyBody"] as const).map((reason): readonly [string, Failure] => [
      `ResponseError of ${reason}`,
      (request) =>
        Effect.fail(
          new HttpClientError.ResponseError({
            request,
            response: response(request, 503),
            reason,
            description: `Bearer ${secret}`,
            cause: { request }
          })
        )
    ])
  ]

  const remainsOver = (failure: Failure) =>
    remainsOf(Layer.provide(Transport.layer, Layer.succeed(HttpClient.HttpClient, HttpClient.make(failure))), {
      source: { key: secret }
    })

  it.effect.each(failures)("shows nowhere: %s", ([, failure]) =>
    Effect.gen(function* () {
      const { isDocumented, texts } = yield* remainsOver(failure)
      expect(isDocumented).toBe(true)
      expect(placesOf(secret, texts)).toEqual([])
    })
  )

  it.effect("would show if the error were handed on", () =>
    Effect.gen(function* () {
      let error: unknown
      const failure: Failure = (request) => {
        const failed = new HttpClientError.RequestError({ request, reason: "Transport" })
        error = failed
        return Effect.fail(failed)
      }
      yield* remainsOver(failure)
      const places = placesOf(secret, printed(error))
      expect(places).toContain("JSON.stringify")
      expect(places).toContain("inspect, everything")
    })
  )
})
