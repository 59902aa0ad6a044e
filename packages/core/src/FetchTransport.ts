/**
 * Carries requests over `fetch` directly, with nothing in between: the carrier of `Userplane.layerFetch`.
 *
 * Two things the Fetch standard has decided for it: a 421, which says that the request was not looked at, is asked once
 * more on another connection, unseen; and a 407 of a proxy is not shown, so that it counts as a lost connection.
 *
 * Where a reused connection breaks before the response, the `fetch` of Bun, Deno and browsers sends the request again by
 * itself. On Bun and Deno, each request is therefore given a connection of its own; browsers offer no way to say so, and
 * their transport says that it `mayRepeat`.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import { AbortControllers } from "./internal/abortControllers.js"
import { BoundedBody } from "./internal/boundedBody.js"
import { describeCause } from "./internal/connectionError.js"
import { ConnectionHistory } from "./internal/connectionHistory.js"
import { type PlatformFetch, platformFetch } from "./internal/platformFetch.js"
import {
  fromStart,
  type Options,
  Transport,
  TransportFailure,
  type TransportReply,
  type TransportRequest
} from "./Transport.js"

const globalFetch: typeof globalThis.fetch = (input, init) => globalThis.fetch(input, init)

/**
 * The `fetch` in use: by default the global one as it is at the moment of the call.
 *
 * @since 0.1.0
 * @category references
 */
export class Fetch extends Context.Reference<Fetch>()("@effect-userplane/core/FetchTransport/Fetch", {
  defaultValue: () => globalFetch
}) {}

/** How long a body is, if its headers tell: not where it is compressed, or where CORS would hide that. */
const lengthOf = (headers: Headers, type: ResponseType): number | undefined => {
  const length = headers.get("content-length")
  return length === null || type === "cors" || headers.has("content-encoding") ? undefined : Number(length)
}

type Result = Either.Either<TransportReply, TransportFailure>

/** Makes a request, and hands over its reply or the reason why there is none. */
const exchange = async (
  fetch: typeof globalThis.fetch,
  { headers, maxBodyBytes, method, url }: TransportRequest,
  init: PlatformFetch["init"],
  history: ConnectionHistory,
  controller: AbortController,
  ended: (result: Result) => void
): Promise<void> => {
  let result: Result
  try {
    const response = await fetch(url, { ...init, method, headers, redirect: "manual", signal: controller.signal })
    history.noteConnected()
    const { body: stream, headers: given, status, type } = response
    const body = new BoundedBody(maxBodyBytes)
    const length = lengthOf(given, type)
    const reader = stream?.getReader()
    // The end of a stream comes turns after its last byte: measured, to wait for it takes a twentieth of a request's time.
    while (reader !== undefined && !body.truncated && body.size !== length) {
      const { done, value } = await reader.read()
      if (done) break
      body.append(value)
    }
    // What follows an oversized body is never read, so the connection is given up.
    if (body.truncated) controller.abort()
    const header = (name: string) => given.get(name) ?? undefined
    result = Either.right({ status, header, body: body.bytes(), truncated: body.truncated })
  } catch (error) {
    result = Either.left(
      new TransportFailure({ message: describeCause(error), mayHaveBeenSent: history.mayHaveBeenSent(error) })
    )
  }
  ended(result)
}

/**
 * A carrier over a given `fetch`. Requests that are sent one after the other may be given the same signal, a few times.
 *
 * @param options.mayRepeat - Default: what is known of the platform's own `fetch`, and `true` for any other.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromFetch = (fetch: typeof globalThis.fetch, options: Options = {}): Context.Tag.Service<Transport> => {
  const platform = platformFetch()
  const isOfPlatform = fetch === globalFetch || fetch === globalThis.fetch
  const { mayRepeat = isOfPlatform ? platform.mayRepeat : true } = options
  const history = new ConnectionHistory(mayRepeat)
  const controllers = new AbortControllers()
  return fromStart(
    (request, ended) => {
      const controller = controllers.lend()
      let over = false
      void exchange(fetch, request, platform.init, history, controller, (result) => {
        over = true
        if (Either.isRight(result)) controllers.takeBack(controller)
        ended(result)
      })
      return () => {
        // By then another request may have it.
        if (!over) controller.abort()
      }
    },
    { mayRepeat }
  )
}

/**
 * Carries requests over `Fetch`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer: Layer.Layer<Transport> = Layer.effect(
  Transport,
  Effect.map(Fetch, (fetch) => fromFetch(fetch))
)
