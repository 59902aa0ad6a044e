/**
 * The seam to HTTP: a request goes out, and a response with a bounded body comes back, or the reason why none did.
 *
 * @since 0.1.0
 */
import type { Result } from "./Result.js"

/**
 * A request, complete and safe to send.
 *
 * @since 0.1.0
 * @category models
 */
export interface TransportRequest {
  readonly method: "DELETE" | "GET"
  readonly url: string
  /** Header names are lower case. Among them is `authorization`: a transport must not keep, log or rethrow them. */
  readonly headers: Readonly<Record<string, string>>
  /** The most of the body to read, in bytes. What follows is not read, and the connection is given up. */
  readonly maxBodyBytes: number
}

/**
 * A response. No status is an error here.
 *
 * @since 0.1.0
 * @category models
 */
export interface TransportResponse {
  readonly status: number
  /** The value of a header, by its name in lower case. */
  readonly header: (name: string) => string | undefined
  /** At most `maxBodyBytes` bytes. */
  readonly body: Uint8Array
  /** True when the body was longer than `maxBodyBytes`. */
  readonly truncated: boolean
}

/**
 * The reason why no whole response came.
 *
 * @since 0.1.0
 * @category models
 */
export interface ConnectionFailure {
  readonly message: string
  /** `false` only when the request certainly never reached the server. */
  readonly mayHaveBeenSent: boolean
}

/**
 * The end of a request.
 *
 * @since 0.1.0
 * @category models
 */
export type TransportResult = Result<TransportResponse, ConnectionFailure>

/**
 * Starts a request, calls `onEnd` once, and returns a function that cancels it. Only the first call of `onEnd` counts, and
 * none after the request was cancelled. A transport follows no redirect and reads no more than it is told to.
 *
 * @since 0.1.0
 * @category models
 */
export type Start = (request: TransportRequest, onEnd: (result: TransportResult) => void) => () => void
