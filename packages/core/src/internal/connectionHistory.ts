import { mayHaveBeenSent } from "./connectionError.js"

/**
 * Whether a failed request may have been sent, over a transport that may repeat requests by itself. Such a one sends the
 * request over a connection that it has, loses that, and may then report only that it could not make another. So a
 * connection that was not made proves nothing once there was one before.
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

  mayHaveBeenSent(error: unknown): boolean {
    this.connected ||= mayHaveBeenSent(error)
    return mayHaveBeenSent(error) || (this.mayRepeat && this.connected)
  }
}
