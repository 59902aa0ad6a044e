/**
 * One exchange: a request and its response, within a time.
 *
 * @since 0.1.0
 */
import { fail, type Result } from "./Result.js"
import { startTimer } from "./Timer.js"
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

/**
 * Starts a request over a transport and calls `onEnd` once: with the response, with the reason why there is none, or when
 * the time is up.
 *
 * @param timeoutMillis - How long the exchange may take, in milliseconds. At most 24.8 days; `Infinity` is
 *   no limit.
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
  let stopTimer = () => {}
  const end = (): boolean => {
    if (ended) return false
    ended = true
    stopTimer()
    return true
  }
  const cancel = start(request, (result) => {
    if (end()) onEnd(result)
  })
  // A transport may end at once, before there is anything to time.
  if (!ended) {
    stopTimer = startTimer(timeoutMillis, () => {
      // Ended first: a transport that is cancelled may report that as its end.
      end()
      cancel()
      onEnd(fail({ timedOut: true }))
    })
  }
  return () => {
    if (end()) cancel()
  }
}
