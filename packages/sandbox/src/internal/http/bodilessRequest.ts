import type * as Headers from "@effect/platform/Headers"
import * as HttpIncomingMessage from "@effect/platform/HttpIncomingMessage"
import type { HttpMethod } from "@effect/platform/HttpMethod"
import * as HttpServerError from "@effect/platform/HttpServerError"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Multipart from "@effect/platform/Multipart"
import type * as Socket from "@effect/platform/Socket"
import type * as UrlParams from "@effect/platform/UrlParams"
import * as Effect from "effect/Effect"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"

interface Fields {
  readonly method: HttpMethod
  readonly url: string
  readonly originalUrl: string
  readonly headers: Headers.Headers
  readonly remoteAddress: Option.Option<string>
  /** What the request was made of, by which whoever made it knows it again. */
  readonly source: object
}

/**
 * A request without its body: no endpoint has one. `HttpServerRequest.fromWeb` needs a `Request`: its URL is no longer the one
 * that was sent, and with the first one Node loads the whole of its `fetch`.
 */
export class BodilessRequest extends Inspectable.Class implements HttpServerRequest.HttpServerRequest {
  readonly [HttpIncomingMessage.TypeId]: HttpIncomingMessage.TypeId = HttpIncomingMessage.TypeId
  readonly [HttpServerRequest.TypeId]: HttpServerRequest.TypeId = HttpServerRequest.TypeId
  readonly method: HttpMethod
  readonly url: string
  readonly originalUrl: string
  readonly headers: Headers.Headers
  readonly remoteAddress: Option.Option<string>
  readonly source: object
  readonly cookies = {}

  constructor({ headers, method, originalUrl, remoteAddress, source, url }: Fields) {
    super()
    this.method = method
    this.url = url
    this.originalUrl = originalUrl
    this.headers = headers
    this.remoteAddress = remoteAddress
    this.source = source
  }

  static make(method: HttpMethod, url: string, headers: Headers.Headers, source: object = {}): BodilessRequest {
    return new BodilessRequest({ method, url, originalUrl: url, headers, remoteAddress: Option.none(), source })
  }

  modify({ headers, remoteAddress, url }: Parameters<HttpServerRequest.HttpServerRequest["modify"]>[0]) {
    return new BodilessRequest({
      method: this.method,
      source: this.source,
      originalUrl: this.originalUrl,
      url: url ?? this.url,
      headers: headers ?? this.headers,
      remoteAddress: remoteAddress === undefined ? this.remoteAddress : Option.some(remoteAddress)
    })
  }

  private get noBody(): HttpServerError.RequestError {
    return new HttpServerError.RequestError({
      request: this,
      reason: "Decode",
      description: "the sandbox reads no bodies"
    })
  }

  private get bodyUnread(): Effect.Effect<never, HttpServerError.RequestError> {
    return Effect.fail(this.noBody)
  }

  get text(): Effect.Effect<string, HttpServerError.RequestError> {
    return this.bodyUnread
  }

  get json(): Effect.Effect<unknown, HttpServerError.RequestError> {
    return this.bodyUnread
  }

  get urlParamsBody(): Effect.Effect<UrlParams.UrlParams, HttpServerError.RequestError> {
    return this.bodyUnread
  }

  get arrayBuffer(): Effect.Effect<ArrayBuffer, HttpServerError.RequestError> {
    return this.bodyUnread
  }

  get upgrade(): Effect.Effect<Socket.Socket, HttpServerError.RequestError> {
    return this.bodyUnread
  }

  get stream(): Stream.Stream<Uint8Array, HttpServerError.RequestError> {
    return Stream.fail(this.noBody)
  }

  get multipartStream(): Stream.Stream<Multipart.Part, Multipart.MultipartError> {
    return Stream.fail(new Multipart.MultipartError({ reason: "InternalError", cause: this.noBody }))
  }

  get multipart(): Effect.Effect<Multipart.Persisted, Multipart.MultipartError> {
    return Effect.fail(new Multipart.MultipartError({ reason: "InternalError", cause: this.noBody }))
  }

  toJSON(): unknown {
    return {
      _id: "@effect/platform/HttpServerRequest",
      method: this.method,
      url: this.originalUrl,
      headers: Inspectable.redact(this.headers)
    }
  }
}
