/**
 * The runs of a fleet: what is submitted, and their state.
 *
 * @since 0.1.0
 */
import type { Line } from "@effect-userplane/core/Journal"
import type { LinkRef } from "@effect-userplane/core/LinkRef"
import type * as Stream from "effect/Stream"

/**
 * A clean-up to submit.
 *
 * @since 0.1.0
 * @category options
 */
export interface Submission<E = never, R = never, JournalE = never, JournalR = never> {
  /** The name of the run, by which it is known from then on. Not the API key. */
  readonly id: string
  /** The name of the user, as the worker and `SqlQuota` have it. Not the API key. */
  readonly user: string
  /** The links, each with its workspace. A link that comes twice counts once. */
  readonly links: Stream.Stream<LinkRef, E, R> | Iterable<LinkRef>
  /**
   * The lines of a journal, such as `JournalFile.read(path)`, where the clean-up was begun by `deleteLinks` in a program that has ended.
   * They are taken in before the links: those that are final are counted and never requested again, and one that was in flight and
   * is gone counts as deleted.
   */
  readonly journal?: Stream.Stream<Line, JournalE, JournalR> | undefined
  /** The number of links that may be under way at a time: a whole number from 1. Default: 8. */
  readonly concurrency?: number | undefined
  /** The part of each window of the quota that the run may use: more than 0, and 1 at most. Default: 1. */
  readonly share?: number | undefined
}

/**
 * What of a run can be changed while it goes on. What is left out stays as it is.
 *
 * @since 0.1.0
 * @category options
 */
export interface RunUpdate {
  /** The number of links that may be under way at a time: a whole number from 1. */
  readonly concurrency?: number | undefined
  /**
   * The part of each window of the quota that the run may use: more than 0, and 1 at most. It sends nothing while all programs of
   * the user together have used that much of a window, so the rest is left to those that may use more.
   */
  readonly share?: number | undefined
}

/**
 * The state of a run.
 *
 * - `Submitting`: its links are being taken in, or were when their program died; submit it again.
 * - `Running`: a worker works on it, or will.
 * - `Paused`: nothing more is sent until it is resumed.
 * - `Cancelled`: nothing more is ever sent. Links without an outcome stay as they are.
 * - `Done`: every link has its outcome.
 *
 * @since 0.1.0
 * @category models
 */
export type RunState = "Cancelled" | "Done" | "Paused" | "Running" | "Submitting"

/**
 * A run as of now.
 *
 * @since 0.1.0
 * @category models
 */
export interface RunStatus {
  readonly id: string
  readonly user: string
  readonly state: RunState
  readonly concurrency: number
  /** The number of links that have an outcome, `failed` included. */
  readonly final: number
  /** The number of links that could not be deleted. */
  readonly failed: number
  /** The number of links that have no outcome and no request in flight. */
  readonly pending: number
  /** The number of links whose request is in flight, or was when its process died. */
  readonly inFlight: number
  /** The reason why a worker has paused the run, such as `ApiKeyExpired`, and its message. */
  readonly pauseReason: string | undefined
}

/**
 * The reason why the links of a run wait.
 *
 * @since 0.1.0
 * @category models
 */
export interface RunWait {
  /**
   * `Window`, `Pause`, `Outage` and `Probe` are those of `Wait` in core's `Quota`. `Key`: the run is paused until there is another
   * key.
   */
  readonly reason: "Key" | "Outage" | "Pause" | "Probe" | "Window"
  /** The window of the quota that is full, its duration in milliseconds. */
  readonly window: { readonly limit: number; readonly duration: number } | undefined
  /** The time when the wait ends, in milliseconds since the epoch; `undefined` while that depends on something else. */
  readonly until: number | undefined
  /** What happened, in an outage or with the key. */
  readonly message: string | undefined
}

/**
 * The use of a window of the quota, by all programs of the user.
 *
 * @since 0.1.0
 * @category models
 */
export interface WindowUse {
  /** The number of requests that may start in any window of this duration. */
  readonly limit: number
  /** In milliseconds. */
  readonly duration: number
  /** The number of requests that count in it now. */
  readonly used: number
}

/**
 * A link that could not be deleted.
 *
 * @since 0.1.0
 * @category models
 */
export interface LinkFailure {
  /** The time when it became final, in milliseconds since the epoch. */
  readonly at: number
  /** The tag of the failure, such as `LinkDeleteForbidden`. */
  readonly tag: string
  readonly message: string
  readonly link: LinkRef
}

/**
 * A run as of now, and how it goes on.
 *
 * @since 0.1.0
 * @category models
 */
export interface RunProgress extends RunStatus {
  /** The part of each window of the quota that the run may use: more than 0, and 1 at most. */
  readonly share: number
  /** The number of links that became final per second, over the last minute. */
  readonly rate: number
  readonly waitingFor: RunWait | undefined
  /** The use of each window; none before a program of the user has begun to use the quota. */
  readonly windows: ReadonlyArray<WindowUse>
  /**
   * The time when the run ends if nothing else is done under the quota, in milliseconds since the epoch; `undefined` while nobody
   * can say, and for a run that is not `Running`.
   */
  readonly forecastEnd: number | undefined
  /** The host and the process of the worker, such as `build-3:4711`; `undefined` where none is working on it. */
  readonly owner: string | undefined
  /** The newest links that could not be deleted, the last one first: at most 5. */
  readonly lastErrors: ReadonlyArray<LinkFailure>
}
