import * as Cookies from "@effect/platform/Cookies"
import type * as Headers from "@effect/platform/Headers"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpIncomingMessage from "@effect/platform/HttpIncomingMessage"
import type * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Effect from "effect/Effect"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"

const join = (chunks: Iterable<Uint8Array>): Uint8Array<ArrayBuffer> => {
  const all = Array.from(chunks)
  const joined = new Uint8Array(all.reduce((size, chunk) => size + chunk.byteLength, 0))
  let offset = 0
  for (const chunk of all) {
    joined.set(chunk, offset)
    offset += chunk.byteLength
  }
  return joined
}

/**
 * A response within the process. `HttpClientResponse.fromWeb` would read its body through promises, and a test on
 * a `TestClock` would have to wait for them in real time.
 */
export class InProcessResponse extends Inspectable.Class implements HttpClientResponse.HttpClientResponse {
  readonly [HttpIncomingMessage.TypeId]: HttpIncomingMessage.TypeId = HttpIncomingMessage.TypeId
  readonly [HttpClientResponse.TypeId]: HttpClientResponse.TypeId = HttpClientResponse.TypeId
  readonly request: HttpClientRequest.HttpClientRequest
  readonly status: number
  readonly headers: Headers.Headers
  readonly cookies = Cookies.empty
  readonly remoteAddress: Option.Option<string> = Option.none()
  private readonly source: HttpServerResponse.HttpServerResponse

  constructor(request: HttpClientRequest.HttpClientRequest, source: HttpServerResponse.HttpServerResponse) {
    super()
    this.request = request
    this.source = source
    this.status = source.status
    this.headers = source.headers
  }

  private failure(
    reason: "Decode" | "EmptyBody",
    problem: { readonly cause?: unknown; readonly description?: string }
  ) {
    return new HttpClientError.ResponseError({ request: this.request, response: this, reason, ...problem })
  }

  get stream(): Stream.Stream<Uint8Array, HttpClientError.ResponseError> {
    const { body } = this.source
    switch (body._tag) {
      case "Uint8Array":
        return Stream.make(body.body)
      case "Stream":
        return Stream.mapError(body.stream, (cause) => this.failure("Decode", { cause }))
      default:
        return Stream.fail(this.failure("EmptyBody", { description: "there is no body" }))
    }
  }

  private get bytes(): Effect.Effect<Uint8Array<ArrayBuffer>, HttpClientError.ResponseError> {
    return Effect.catchIf(
      Effect.map(Stream.runCollect(this.stream), join),
      (error) => error.reason === "EmptyBody",
      () => Effect.succeed(new Uint8Array())
    )
  }

  private decode<A>(decode: (text: string) => A): Effect.Effect<A, HttpClientError.ResponseError> {
    return Effect.flatMap(this.text, (text) =>
      Effect.try({ try: () => decode(text), catch: (cause) => this.failure("Decode", { cause }) })
    )
  }

  get arrayBuffer(): Effect.Effect<ArrayBuffer, HttpClientError.ResponseError> {
    return Effect.map(this.bytes, (bytes) => bytes.buffer)
  }

  get text(): Effect.Effect<string, HttpClientError.ResponseError> {
    return Effect.map(this.bytes, (bytes) => new TextDecoder().decode(bytes))
  }

  get json(): Effect.Effect<unknown, HttpClientError.ResponseError> {
    return this.decode((text) => (text === "" ? null : JSON.parse(text)))
  }

  get urlParamsBody(): Effect.Effect<UrlParams.UrlParams, HttpClientError.ResponseError> {
    return this.decode((text) => UrlParams.fromInput(new URLSearchParams(text)))
  }

  get formData(): Effect.Effect<FormData, HttpClientError.ResponseError> {
    return Effect.fail(this.failure("Decode", { description: "the sandbox sends no form data" }))
  }

  // Without the body, which may be endless.
  toJSON(): unknown {
    return {
      _id: "@effect/platform/HttpClientResponse",
      request: this.request.toJSON(),
      status: this.status,
      headers: Inspectable.redact(this.headers)
    }
  }
}
