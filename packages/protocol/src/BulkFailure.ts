/**
 * The meaning of a failure for a run over many links.
 *
 * @since 0.1.0
 */
import {
  type FailureLike,
  isDocumented,
  isKeyRejected,
  isRetryable,
  isWorkspaceRejected,
  type Outcome
} from "./Failure.js"

/**
 * Tells whether every other link would meet the same failure, so that a run stops: the key or the workspace was
 * rejected, or no key could be had.
 *
 * @since 0.1.0
 * @category predicates
 */
export const stopsRun = (failure: FailureLike): boolean =>
  isKeyRejected(failure) ||
  isWorkspaceRejected(failure) ||
  (failure._tag === "TransportError" && failure.reason === "ApiKeyUnavailable")

/**
 * Tells whether a failure makes its link final: another request, in this run or a later one, cannot help. A documented
 * failure does even after a lost response, because every later request for a deleted link is answered that it is gone.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isFinal = (failure: FailureLike & { readonly outcome: Outcome }): boolean =>
  !isRetryable(failure) &&
  !stopsRun(failure) &&
  (isDocumented(failure) || (failure.outcome === "NotDeleted" && failure._tag !== "UnexpectedResponse"))

/**
 * Tells whether no connection was made, so that nothing was sent.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isUnconnected = (failure: FailureLike): boolean =>
  failure._tag === "TransportError" && failure.reason === "ConnectionFailed"
