/**
 * The lost-reply rule: where an attempt may have been carried out without its response being seen, and a later one is
 * answered that there is nothing left to do, the call has succeeded.
 *
 * @since 0.1.0
 */
import type { FailureLike } from "./Failure.js"
import type { Operation } from "./Operation.js"

/**
 * The evidence that an operation was carried out: by the server's confirmation, or by the answer of a later attempt after
 * the response to an earlier one was lost.
 *
 * @since 0.1.0
 * @category models
 */
export type Confirmation = "Reply" | "GoneAfterLostReply"

/**
 * Tells whether a failure confirms an earlier attempt of the same call. The server deletes softly and answers 410 ever
 * after: where an attempt before may have been carried out, that 410 is the answer to it.
 *
 * @param mayBeDone - Whether an earlier attempt may have been carried out without its response being seen.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isConfirmation = (
  { confirmedBy }: Pick<Operation<never, unknown>, "confirmedBy">,
  failure: FailureLike,
  mayBeDone: boolean
): boolean => mayBeDone && failure._tag === confirmedBy
