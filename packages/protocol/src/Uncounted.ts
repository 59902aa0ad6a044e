/**
 * The attempts and the time that do not count against the policy of a call.
 *
 * @since 0.1.0
 */

/** The attempts and the time that do not count if this is an outage. */
interface Suspected {
  readonly suspicion: { readonly isOutage: () => boolean | undefined }
  readonly attempts: number
  readonly millis: number
}

/**
 * The attempts and the time of a link's call that do not count against its policy, since others caused them: waits for the
 * quota, 429s and outages. All times are in milliseconds.
 *
 * @since 0.1.0
 * @category models
 */
export class Uncounted {
  private uncountedAttempts: number
  private uncountedMillis = 0
  private suspected: Suspected | undefined

  /** @param attempts - How many attempts were made before the call. */
  constructor(attempts: number) {
    this.uncountedAttempts = attempts
  }

  get attempts(): number {
    this.forgiveOutage()
    return this.uncountedAttempts
  }

  get millis(): number {
    this.forgiveOutage()
    return this.uncountedMillis
  }

  /** Leaves out a wait, in milliseconds, that was not for the server. */
  waited(millis: number): void {
    this.uncountedMillis += millis
  }

  /** The request was rate-limited. */
  rateLimited(took: number): void {
    this.uncountedAttempts += 1
    this.uncountedMillis += took
  }

  /** All attempts up to this one, and the time they took, do not count if it was made in an outage. */
  suspect(suspicion: Suspected["suspicion"], attempts: number, millis: number): void {
    this.suspected = {
      suspicion,
      attempts: attempts - this.uncountedAttempts,
      millis: millis - this.uncountedMillis
    }
  }

  // Whether it was one may turn out later.
  private forgiveOutage(): void {
    if (this.suspected?.suspicion.isOutage() !== true) return
    this.uncountedAttempts += this.suspected.attempts
    this.uncountedMillis += this.suspected.millis
    this.suspected = undefined
  }
}
