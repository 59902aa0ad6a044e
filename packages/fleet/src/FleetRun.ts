/**
 * The runs of a fleet: what is submitted, and their state.
 *
 * @since 0.1.0
 */
import type { LinkRef } from "@effect-userplane/core/LinkRef"
import type * as Stream from "effect/Stream"

/**
 * A clean-up to submit.
 *
 * @since 0.1.0
 * @category options
 */
export interface Submission<E = never, R = never> {
  /** The name of the run, by which it is known from then on. Not the API key. */
  readonly id: string
  /** The name of the user, as the worker and `SqlQuota` have it. Not the API key. */
  readonly user: string
  /** The links, each with its workspace. A link that comes twice counts once. */
  readonly links: Stream.Stream<LinkRef, E, R> | Iterable<LinkRef>
  /** The number of links that may be under way at a time: a whole number from 1. Default: 8. */
  readonly concurrency?: number | undefined
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
