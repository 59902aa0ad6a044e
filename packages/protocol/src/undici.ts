/**
 * The transport over undici, on Node: the fastest one, in an entry of its own because `undici` is an optional peer.
 *
 * @since 0.1.0
 */
import type { Dispatcher } from "undici"
import { BoundedBody } from "./BoundedBody.js"
import * as ConnectionError from "./ConnectionError.js"
import { fail, succeed } from "./Result.js"
import type { Start, TransportRequest, TransportResult } from "./Transport.js"

type Headers = Readonly<Record<string, string | ReadonlyArray<string> | undefined>>

const headerOf = (headers: Headers, name: string): string | undefined => {
  const value = headers[name]
  return typeof value === "object" ? value.join(", ") : value
}

/** Given to undici to end a request that nobody waits for any more. It reaches nobody. */
const cancelled = new Error("The request was cancelled")

/** Collects a response from undici's callbacks. */
class Collector implements Dispatcher.DispatchHandler {
  private readonly body: BoundedBody
  private readonly onEnd: (result: TransportResult) => void
  private controller: Dispatcher.DispatchController | undefined
  private status = 0
  private headers: Headers = {}
  private isCancelled = false

  constructor({ maxBodyBytes }: TransportRequest, onEnd: (result: TransportResult) => void) {
    this.body = new BoundedBody(maxBodyBytes)
    this.onEnd = onEnd
  }

  cancel(): void {
    this.isCancelled = true
    this.controller?.abort(cancelled)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller
    if (this.isCancelled) controller.abort(cancelled)
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Headers): void {
    this.status = status
    this.headers = headers
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.body.append(chunk)
    // What follows an oversized body is never read, so the connection is given up.
    if (this.body.truncated) {
      this.onResponseEnd()
      this.cancel()
    }
  }

  onResponseEnd(): void {
    const { body, headers, status } = this
    const header = (name: string) => headerOf(headers, name)
    this.onEnd(succeed({ status, header, body: body.bytes(), truncated: body.truncated }))
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.onEnd(fail(ConnectionError.read(error)))
  }
}

/**
 * Makes a transport over a dispatcher of undici: an `Agent`, a `Pool`, a `ProxyAgent`. One that follows redirects must not
 * be used, since it sends the key to wherever the redirect points.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromDispatcher =
  (dispatcher: Dispatcher): Start =>
  (request, onEnd) => {
    const { headers, method, url } = request
    const collector = new Collector(request, onEnd)
    const path = url.indexOf("/", url.indexOf("//") + 2)
    dispatcher.dispatch(
      // Without undici's own timeouts: how long an attempt may take is for the retry policy to say.
      { origin: url.slice(0, path), path: url.slice(path), method, headers, headersTimeout: 0, bodyTimeout: 0 },
      collector
    )
    return () => collector.cancel()
  }
