/**
 * The transport over `fetch`.
 *
 * Two things the Fetch standard has decided for it: a 421, which says that the request was not looked at, is asked once
 * more on another connection, unseen; and a 407 of a proxy is not shown, so that it counts as a lost connection.
 *
 * @since 0.1.0
 */
import { BoundedBody } from "./BoundedBody.js"
import type { ConnectionHistory } from "./ConnectionHistory.js"
import type { PlatformFetch } from "./PlatformFetch.js"
import { fail, succeed } from "./Result.js"
import type { Start, TransportRequest, TransportResult } from "./Transport.js"

/** The length of a body, if its headers tell: not where it is compressed, or where CORS would hide that. */
const lengthOf = (headers: Headers, type: ResponseType): number | undefined => {
  const length = headers.get("content-length")
  return length === null || type === "cors" || headers.has("content-encoding") ? undefined : Number(length)
}

const send = async (
  fetch: typeof globalThis.fetch,
  { headers, maxBodyBytes, method, url }: TransportRequest,
  init: PlatformFetch["init"],
  history: ConnectionHistory,
  controller: AbortController
): Promise<TransportResult> => {
  try {
    const response = await fetch(url, { ...init, method, headers, redirect: "manual", signal: controller.signal })
    history.noteConnected()
    const { body: stream, headers: received, status, type } = response
    const body = new BoundedBody(maxBodyBytes)
    const length = lengthOf(received, type)
    const reader = stream?.getReader()
    // The end of a stream comes turns after its last byte: measured, to wait for it takes a twentieth of a request's time.
    while (reader !== undefined && !body.truncated && body.size !== length) {
      const { done, value } = await reader.read()
      if (done) break
      body.append(value)
    }
    // What follows an oversized body is never read, so the connection is given up.
    if (body.truncated) controller.abort()
    const header = (name: string) => received.get(name) ?? undefined
    return succeed({ status, header, body: body.bytes(), truncated: body.truncated })
  } catch (error) {
    return fail(history.failureOf(error))
  }
}

/**
 * Makes a transport over a `fetch`. Redirects are not followed: `fetch` turns a 303 on `DELETE` into a `GET`, whose 200 would
 * look like a deletion.
 *
 * Where a reused connection breaks before the response, the `fetch` of Bun, Deno, workerd and browsers sends the request again
 * by itself. On Bun and Deno, `PlatformFetch` has the options that give each request a connection of its own; the others offer
 * no way to say so.
 *
 * @param init - Options of `fetch` besides those of the request.
 * @param history - The memory of this transport alone.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromFetch =
  (fetch: typeof globalThis.fetch, init: PlatformFetch["init"], history: ConnectionHistory): Start =>
  (request, onEnd) => {
    const controller = new AbortController()
    void send(fetch, request, init, history, controller).then(onEnd)
    return () => controller.abort()
  }
