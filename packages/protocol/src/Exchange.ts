/**
 * One exchange: a request and its response, within a time.
 *
 * @since 0.1.0
 */
import { fail, type Result } from "./Result.js"
import type { ConnectionFailure, Start, TransportRequest, TransportResponse } from "./Transport.js"

/**
 * The time of an exchange was up before its response had come.
 *
 * @since 0.1.0
 * @category models
 */
export interface TimedOut {
  readonly timedOut: true
}

/**
 * The end of an exchange.
 *
 * @since 0.1.0
 * @category models
 */
export type ExchangeResult = Result<TransportResponse, ConnectionFailure | TimedOut>

/** A longer timer of the platform fires at once. */
const longestTimer = 2 ** 31 - 1

/**
 * Starts a request over a transport and calls `onEnd` once: with the response, with the reason why there is none, or when
 * the time is up.
 *
 * @param timeoutMillis - How long the exchange may take, in milliseconds. At most 24.8 days, which is the longest timer of
 *   the platform; `Infinity` is no limit.
 * @returns A function that cancels the request. `onEnd` is not called after it.
 *
 * @since 0.1.0
 * @category operations
 */
export const exchange = (
  start: Start,
  request: TransportRequest,
  timeoutMillis: number,
  onEnd: (result: ExchangeResult) => void
): (() => void) => {
  let ended = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const end = (): boolean => {
    if (ended) return false
    ended = true
    clearTimeout(timer)
    return true
  }
  const cancel = start(request, (result) => {
    if (end()) onEnd(result)
  })
  // A transport may end at once, before there is anything to time.
  if (!ended && timeoutMillis !== Number.POSITIVE_INFINITY) {
    timer = setTimeout(
      () => {
        // Ended first: a transport that is cancelled may report that as its end.
        end()
        cancel()
        onEnd(fail({ timedOut: true }))
      },
      Math.min(timeoutMillis, longestTimer)
    )
  }
  return () => {
    if (end()) cancel()
  }
}
