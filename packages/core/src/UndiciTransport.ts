/**
 * Carries requests over undici, on Node: the fastest carrier, an entry of its own because `undici` is an optional peer.
 *
 * @since 0.1.0
 */
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import { Agent, type Dispatcher, RetryAgent } from "undici"
import { BoundedBody } from "./internal/boundedBody.js"
import { describeCause, mayHaveBeenSent } from "./internal/connectionError.js"
import { fromStart, type Options, type Start, Transport, TransportFailure, type TransportRequest } from "./Transport.js"

type Ended = Parameters<Start>[1]
type Headers = Readonly<Record<string, string | ReadonlyArray<string> | undefined>>

const headerOf = (headers: Headers, name: string): string | undefined => {
  const value = headers[name]
  return typeof value === "object" ? value.join(", ") : value
}

/** Given to undici to end a request that nobody waits for any more. It reaches nobody. */
const noLongerWanted = new Error("The request is no longer wanted")

/** One exchange: it collects a reply from undici's callbacks, and tells how it ended. */
class Exchange implements Dispatcher.DispatchHandler {
  private readonly body: BoundedBody
  private readonly ended: Ended
  private controller: Dispatcher.DispatchController | undefined
  private status = 0
  private headers: Headers = {}
  private cancelled = false

  constructor(request: TransportRequest, ended: Ended) {
    this.body = new BoundedBody(request.maxBodyBytes)
    this.ended = ended
  }

  cancel(): void {
    this.cancelled = true
    this.controller?.abort(noLongerWanted)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller
    if (this.cancelled) controller.abort(noLongerWanted)
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Headers): void {
    this.status = status
    this.headers = headers
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.body.append(chunk)
    // What follows an oversized body is never read, so the connection is given up.
    if (this.body.truncated) {
      this.reply()
      this.cancel()
    }
  }

  onResponseEnd(): void {
    this.reply()
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.ended(
      Either.left(new TransportFailure({ message: describeCause(error), mayHaveBeenSent: mayHaveBeenSent(error) }))
    )
  }

  private reply(): void {
    const { body, headers, status } = this
    const header = (name: string) => headerOf(headers, name)
    this.ended(Either.right({ status, header, body: body.bytes(), truncated: body.truncated }))
  }
}

/**
 * A carrier over a dispatcher of undici: an `Agent`, a `Pool`, a `ProxyAgent`. One that follows redirects must not be
 * used, since it sends the key to wherever the redirect points.
 *
 * @param options.mayRepeat - Default: whether it is a `RetryAgent`. Say `true` for one with retries of its own.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromDispatcher = (
  dispatcher: Dispatcher,
  { mayRepeat = dispatcher instanceof RetryAgent }: Options = {}
): Context.Tag.Service<Transport> =>
  fromStart(
    (request, ended) => {
      const { headers, method, url } = request
      const exchange = new Exchange(request, ended)
      const path = url.indexOf("/", url.indexOf("//") + 2)
      dispatcher.dispatch(
        // Without undici's own timeouts: how long an attempt may take is for the retry policy to say.
        { origin: url.slice(0, path), path: url.slice(path), method, headers, headersTimeout: 0, bodyTimeout: 0 },
        exchange
      )
      return () => exchange.cancel()
    },
    { mayRepeat }
  )

/**
 * Carries requests over an `Agent` of its own, which is closed with the layer.
 *
 * @example
 * ```ts
 * import * as ApiKey from "@effect-userplane/core/ApiKey"
 * import * as UndiciTransport from "@effect-userplane/core/UndiciTransport"
 * import * as Userplane from "@effect-userplane/core/Userplane"
 * import * as Layer from "effect/Layer"
 *
 * const UserplaneLive = Userplane.layerTransport().pipe(
 *   Layer.provide([UndiciTransport.layer(), ApiKey.layerConfig])
 * )
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options?: Agent.Options): Layer.Layer<Transport> =>
  Layer.scoped(
    Transport,
    Effect.map(
      Effect.acquireRelease(
        Effect.sync(() => new Agent(options)),
        (agent) => Effect.promise(() => agent.destroy())
      ),
      (agent) => fromDispatcher(agent)
    )
  )
