import * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import type { DeleteLinkError } from "../DeleteLinkError.js"
import type { Policy } from "../RetryPolicy.js"
import type { Userplane } from "../Userplane.js"
import type { Endpoint } from "./baseUrl.js"
import type { DeletedLink, LinkRef } from "./link.js"
import { oncePer } from "./oncePer.js"
import type { Observed } from "./telemetry.js"

export type Result = Effect.Effect<DeletedLink, DeleteLinkError>

/** How far a call has come. */
export interface Progress {
  /** How many attempts were made. */
  readonly attempts: number
  /** Whether one of them may have been carried out without its answer being seen. */
  readonly open: boolean
}

export const notStarted: Progress = { attempts: 0, open: false }

/** A failure says by itself how far its call has come. */
export const progressOf = (error: DeleteLinkError): Progress => ({
  attempts: error.attempts,
  open: error.outcome === "Unknown"
})

/** Makes a request, and calls `leaving` when it is about to leave: before that, it certainly has not. */
export type Request = (progress: Progress, leaving: () => void) => Result

/** Makes a request when its turn comes, and may make it again. It is told how far the call has come by then. */
export type Around = (request: Request, progress: Progress) => Result

/** What a run of many calls adds to each of them. */
export interface Course {
  /** How far the call had come in a run before. */
  readonly from: Progress
  /** What the run does around each request. */
  readonly around: Around
  /** What a call may do within the run. Its times stay. */
  readonly policy: (policy: Policy) => Policy
  /** For how long the call has waited for its turns by now, in milliseconds. Its total timeout does not count that. */
  readonly waited: () => number
}

/** How long calls and attempts may take, in milliseconds. */
const timesOf = oncePer((policy: Policy) => ({
  attempt: Duration.toMillis(policy.attemptTimeout),
  total: Duration.toMillis(policy.totalTimeout)
}))

/** No key, and what was sent without one. */
const noKey = Redacted.make("")

/**
 * A call, from its start to its end.
 *
 * A class, as is all that lives as long as a call: V8 takes an object literal that lives through the first collections
 * for a long-lived one ever after. Then what it holds outlives its call, and each collection takes longer.
 */
export class Call {
  readonly observed: Observed
  readonly ref: LinkRef
  readonly endpoint: Endpoint
  readonly url: string
  readonly client: (typeof Userplane)["Service"]
  readonly policy: Policy
  readonly course: Course | undefined
  /** The key of the last request. */
  key = noKey
  /** The attempt that is under way, if one is: what ends a call ends it too. */
  underWay: { ended(exit: Exit.Exit<DeletedLink, DeleteLinkError>): void } | undefined
  private readonly times: ReturnType<typeof timesOf>
  private readonly lastMoment: number

  constructor(
    observed: Observed,
    ref: LinkRef,
    endpoint: Endpoint,
    url: string,
    client: (typeof Userplane)["Service"],
    policy: Policy,
    course: Course | undefined
  ) {
    this.observed = observed
    this.ref = ref
    this.endpoint = endpoint
    this.url = url
    this.client = client
    this.policy = course === undefined ? policy : course.policy(policy)
    this.course = course
    this.times = timesOf(policy)
    this.lastMoment = observed.startedAt.millis + this.times.total
  }

  /** When the call must have ended, in milliseconds of the clock that is never set. */
  get deadline(): number {
    return this.course === undefined ? this.lastMoment : this.lastMoment + this.course.waited()
  }

  /** How long an attempt that starts now may take, in milliseconds. */
  timeLeft(now: number): number {
    return Math.min(this.times.attempt, this.deadline - now)
  }
}
