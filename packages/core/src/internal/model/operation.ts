import type { Failure } from "@effect-userplane/protocol/Failure"
import type { Operation } from "@effect-userplane/protocol/Operation"
import type { Confirmed } from "@effect-userplane/protocol/Response"
import type { Confirmation } from "../../DeletedLink.js"
import type { DeleteLinkError } from "../../DeleteLinkError.js"

/** The confirmation of a call by a response. */
export interface Done<Value> extends Confirmed<Value> {
  /** How many attempts the call has made. */
  readonly attempts: number
}

/** An operation as this client offers it: the protocol's description, and what callers get of it. */
export interface ClientOperation<Input, Value, A, E extends DeleteLinkError> {
  readonly protocol: Operation<Input, Value>
  /** The name of a call's span. */
  readonly spanName: string
  /** The attributes of a call's spans. */
  readonly attributes: (input: Input) => Readonly<Record<string, unknown>>
  readonly success: (input: Input, done: Done<Value>) => A
  /** How it is known that the operation was carried out. */
  readonly confirmation: (value: A) => Confirmation
  readonly failure: (failure: Failure<Input>) => E
  /** The success that a failure stands for, which confirms an earlier attempt. */
  readonly confirmed: (input: Input, failure: E) => A
}
