/** The failures of the scripts, and their exit codes. */
import * as Cause from "effect/Cause"
import * as Data from "effect/Data"
import * as Option from "effect/Option"

/** The broker was asked, and the answer is no: not deployable, not accepted, not known. */
export class Declined extends Data.TaggedError("Declined")<{ readonly message: string }> {}

/** An option or a variable of the environment is missing or makes no sense. Nothing was asked. */
export class WrongUsage extends Data.TaggedError("WrongUsage")<{ readonly message: string }> {}

/** The broker could not be reached, did not let one in, or is none: the answer is not known. */
export class BrokerUnavailable extends Data.TaggedError("BrokerUnavailable")<{ readonly message: string }> {
  static readonly at = (baseUrl: string, what: string) =>
    new BrokerUnavailable({ message: `The broker at ${baseUrl} ${what}.` })
}

export type Failure = Declined | WrongUsage | BrokerUnavailable

const codes: Readonly<Record<Failure["_tag"], number>> = { Declined: 1, WrongUsage: 2, BrokerUnavailable: 3 }

/** The exit code of `sysexits.h` for an internal error: neither a yes nor a no. */
const defect = 70

export const exitCode = (cause: Cause.Cause<Failure>): number =>
  Option.match(Cause.failureOption(cause), { onNone: () => defect, onSome: ({ _tag }) => codes[_tag] })
