import type { DeclaredTag, Failure } from "@effect-userplane/protocol/Failure"
import type { Operation } from "@effect-userplane/protocol/Operation"
import type { Confirmed } from "@effect-userplane/protocol/Response"
import type { FailedCall } from "../../RetryPolicy.js"

/** The confirmation of a call by a response. */
export interface Done<Value> extends Confirmed<Value> {
  /** The number of attempts the call has made. */
  readonly attempts: number
}

/** An operation as this client offers it: the protocol's description, and what callers get of it. */
export interface ClientOperation<Input, Value, T extends DeclaredTag, A, E extends FailedCall> {
  readonly protocol: Operation<Input, Value, T>
  /** The name of a call's span. */
  readonly spanName: string
  /** The attributes of a call's spans. */
  readonly attributes: (input: Input) => Readonly<Record<string, unknown>>
  readonly success: (input: Input, done: Done<Value>) => A
  /** The outcome that a success is counted under. */
  readonly outcome: (value: A) => string
  /** The attributes that a success adds to its call's span. */
  readonly successAttributes: (value: A) => Readonly<Record<string, unknown>>
  readonly failure: (failure: Failure<Input, T>) => E
  /** The success that a failure stands for, which confirms an earlier attempt. Absent where no failure does. */
  readonly confirmed?: (input: Input, failure: E) => A
}
