/**
 * The HTTP client of the export. It bounds each request, and notes which exports failed, since the exporters tell nobody.
 *
 * @since 0.1.0
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"

const timeout = "10 seconds"

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error ? String(error.code) : undefined

// The code alone: a message of `fetch` may show the value of a header.
const reasonOf = (error: HttpClientError.HttpClientError): string => {
  const cause = error.cause instanceof Error ? error.cause : undefined
  return error.description ?? codeOf(cause?.cause) ?? codeOf(cause) ?? "no connection"
}

/**
 * The exports that failed.
 *
 * @since 0.1.0
 * @category models
 */
export class Losses {
  // By the body, which stays the same when a request is sent again. It is not kept: a run may last for days.
  private readonly exports = new WeakMap<object, { reason: string }>()
  private readonly lost = new Set<{ readonly reason: string }>()

  started(body: object): void {
    const one = this.exports.get(body) ?? { reason: "no response in time" }
    this.exports.set(body, one)
    this.lost.add(one)
  }

  failed(body: object, reason: string): void {
    const one = this.exports.get(body)
    if (one !== undefined) one.reason = reason
  }

  succeeded(body: object): void {
    const one = this.exports.get(body)
    if (one !== undefined) this.lost.delete(one)
  }

  /** The reason the last of them failed, if any did. */
  reason(): string | undefined {
    return [...this.lost].at(-1)?.reason
  }
}

/**
 * The client over `fetch`, which notes failures.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (losses: Losses): Layer.Layer<HttpClient.HttpClient> =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.map(
      HttpClient.HttpClient,
      HttpClient.transform((sending, request) =>
        Effect.suspend(() => {
          losses.started(request.body)
          return sending
        }).pipe(
          Effect.timeoutFail({
            duration: timeout,
            onTimeout: () =>
              new HttpClientError.RequestError({
                request,
                reason: "Transport",
                description: `no response within ${timeout}`
              })
          }),
          Effect.tap(({ status }) =>
            status >= 200 && status < 300
              ? losses.succeeded(request.body)
              : losses.failed(request.body, `status ${status}`)
          ),
          Effect.tapError((error) => Effect.sync(() => losses.failed(request.body, reasonOf(error)))),
          Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" }),
          // An export that is under way when the command ends is not broken off: its spans would be lost.
          Effect.interruptible,
          Effect.forkDaemon,
          Effect.flatMap(Fiber.join),
          Effect.uninterruptible
        )
      )
    )
  ).pipe(Layer.provide(FetchHttpClient.layer))
