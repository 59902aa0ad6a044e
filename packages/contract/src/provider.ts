/**
 * The contract for providers.
 *
 * @since 0.1.0
 */

export type { Secret } from "./internal/secret.js"
export {
  deletable,
  meanings,
  type Precondition,
  precondition,
  preconditions,
  type StateName,
  type StateParameters,
  type Subject,
  stateNames,
  undeclaredError
} from "./ProviderState.js"
export { type Options, verifyProvider } from "./ProviderVerifier.js"
export { type Reports, writeReports } from "./Report.js"
export { Authentication, type Publication, type Selector, Source, selectors } from "./Source.js"
export type {
  OtherStateHandler,
  OtherStateHandlers,
  OtherStateParameters,
  StateHandler,
  StateHandlers,
  StateValues
} from "./StateHandler.js"
export {
  ImpossibleReason,
  Outcome,
  Verification,
  VerificationFailed,
  VerificationImpossible,
  VerifiedInteraction
} from "./Verification.js"
