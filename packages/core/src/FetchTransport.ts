/**
 * Carries requests over `fetch` directly, with nothing in between: the carrier of `Userplane.layerFetch`.
 *
 * Two things the Fetch standard has decided for it: a 421, which says that the request was not looked at, is asked once
 * more on another connection, unseen; and a 407 of a proxy is not shown, so that it counts as a lost connection.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import { BoundedBody } from "./internal/boundedBody.js"
import { describeCause, mayHaveBeenSent } from "./internal/connectionError.js"
import { fromStart, Transport, TransportFailure, type TransportReply, type TransportRequest } from "./Transport.js"

/**
 * The `fetch` in use: by default the global one as it is at the moment of the call.
 *
 * @since 0.1.0
 * @category references
 */
export class Fetch extends Context.Reference<Fetch>()("@effect-userplane/core/FetchTransport/Fetch", {
  defaultValue: (): typeof globalThis.fetch => (input, init) => globalThis.fetch(input, init)
}) {}

/** How long a body is, if its headers tell: not where it is compressed, or where CORS would hide that. */
const lengthOf = ({ headers, type }: Response): number | undefined => {
  const length = headers.get("content-length")
  return length === null || type === "cors" || headers.has("content-encoding") ? undefined : Number(length)
}

// The end of a stream comes turns after its last byte: measured, to wait for it takes a twentieth of a request's time.
const readBody = async (response: Response, maxBytes: number): Promise<BoundedBody> => {
  const body = new BoundedBody(maxBytes)
  const length = lengthOf(response)
  const reader = response.body?.getReader()
  while (reader !== undefined && !body.truncated && body.size !== length) {
    const { done, value } = await reader.read()
    if (done) break
    body.append(value)
  }
  return body
}

const exchange = async (
  fetch: typeof globalThis.fetch,
  request: TransportRequest,
  signal: AbortSignal
): Promise<TransportReply> => {
  const { headers, maxBodyBytes, method, url } = request
  const response = await fetch(url, { method, headers, redirect: "manual", signal })
  const body = await readBody(response, maxBodyBytes)
  return {
    status: response.status,
    header: (name) => response.headers.get(name) ?? undefined,
    body: body.bytes(),
    truncated: body.truncated
  }
}

/** What aborts a request, and how many requests it was for. */
interface Abort {
  readonly controller: AbortController
  uses: number
}

// A signal keeps a listener of each of its requests until that is collected, so none serves without end.
const maxUses = 16

/** Abort controllers for one request after the other: measured, one for each takes a twentieth of a request's time. */
const makeAborts = () => {
  const idle: Array<Abort> = []
  return {
    take: (): Abort => {
      const abort = idle.pop() ?? { controller: new AbortController(), uses: 0 }
      abort.uses += 1
      return abort
    },
    giveBack: (abort: Abort): void => {
      if (abort.uses < maxUses) idle.push(abort)
    }
  }
}

/**
 * A carrier over a given `fetch`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromFetch = (fetch: typeof globalThis.fetch): Context.Tag.Service<Transport> => {
  const aborts = makeAborts()
  return fromStart((request, ended) => {
    const abort = aborts.take()
    const { controller } = abort
    let over = false
    exchange(fetch, request, controller.signal).then(
      (reply) => {
        over = true
        // What follows an oversized body is never read, so the connection is given up.
        if (reply.truncated) controller.abort()
        if (!controller.signal.aborted) aborts.giveBack(abort)
        ended(Either.right(reply))
      },
      (error: unknown) => {
        ended(
          Either.left(new TransportFailure({ message: describeCause(error), mayHaveBeenSent: mayHaveBeenSent(error) }))
        )
      }
    )
    return () => {
      // By then its signal may be another request's.
      if (!over) controller.abort()
    }
  })
}

/**
 * Carries requests over `Fetch`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer: Layer.Layer<Transport> = Layer.effect(Transport, Effect.map(Fetch, fromFetch))
