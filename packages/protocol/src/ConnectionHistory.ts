/**
 * The memory of a transport that may repeat requests by itself.
 *
 * @since 0.1.0
 */
import * as ConnectionError from "./ConnectionError.js"
import type { ConnectionFailure } from "./Transport.js"

/**
 * Tells whether a failed request may have been sent, over a transport that may repeat requests by itself. Such a one
 * sends the request over a connection that it has, loses that, and may then report only that it could not make another.
 * So a connection that was not made proves nothing once there was one before.
 *
 * @since 0.1.0
 * @category models
 */
export class ConnectionHistory {
  private readonly mayRepeat: boolean
  private connected = false

  constructor(mayRepeat: boolean) {
    this.mayRepeat = mayRepeat
  }

  /** There is a connection. */
  noteConnected(): void {
    this.connected = true
  }

  /** Reads what a platform threw in place of a response. */
  failureOf(error: unknown): ConnectionFailure {
    const failure = ConnectionError.read(error)
    this.connected ||= failure.mayHaveBeenSent
    return this.mayRepeat && this.connected ? { ...failure, mayHaveBeenSent: true } : failure
  }
}
