/**
 * The exit codes of the command.
 *
 * @since 0.1.0
 */
import type { SystemErrorReason } from "@effect/platform/Error"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { type Output, reportLine } from "../terminal/Output.js"
import { withoutApiKeys } from "../terminal/SecretText.js"

/**
 * Every exit code and its meaning, most important first: where several apply, the first of them counts.
 *
 * @since 0.1.0
 * @category models
 */
export const meanings = [
  [130, "interrupted: what was known by then was printed"],
  [
    2,
    "wrong usage or configuration: an option, an environment variable, the workspace id, the input or the journal; or the answer was no: nothing was deleted"
  ],
  [4, "results, the journal, the quota, the report or the log could not be written: nothing more was sent"],
  [3, "the key or the workspace was rejected: the links that followed were not attempted"],
  [5, "stopped before the end: links are pending"],
  [1, "some links were not deleted, or it is not known whether they were; or the links could not be listed"],
  [0, "every link is deleted; one that was already gone counts"]
] as const satisfies ReadonlyArray<readonly [code: number, meaning: string]>

/**
 * @since 0.1.0
 * @category models
 */
export type ExitCode = (typeof meanings)[number][0]

/**
 * The code of a whole from the codes of its parts: the most important one, and 0 where there is none.
 *
 * @since 0.1.0
 * @category combinators
 */
export const combine = (codes: Iterable<ExitCode>): ExitCode => {
  const present = new Set(codes)
  return meanings.find(([code]) => present.has(code))?.[0] ?? 0
}

const namedWrongly: ReadonlySet<string> = new Set<SystemErrorReason>([
  "NotFound",
  "PermissionDenied",
  "AlreadyExists",
  "BadResource",
  "InvalidData"
])

/**
 * The code of a failure to read or write a file: 2 when it was named wrongly (there is no such folder, or no permission),
 * or holds something else, and 4 otherwise, as when there is no space or the device fails.
 *
 * @since 0.1.0
 * @category constructors
 */
export const ofFileError = ({ reason }: { readonly message: string; readonly reason?: string | undefined }): 2 | 4 =>
  reason === undefined || namedWrongly.has(reason) ? 2 : 4

/**
 * The command has said all it has to say, and ends with another code than 0.
 *
 * @since 0.1.0
 * @category errors
 */
export class Ended extends Data.TaggedError("Ended")<{
  readonly exitCode: ExitCode
}> {}

/**
 * Says why on stderr, and ends.
 *
 * @since 0.1.0
 * @category errors
 */
export const endedSaying = (message: string, exitCode: ExitCode): Effect.Effect<never, Ended, Output> =>
  Effect.zipRight(reportLine(withoutApiKeys(message)), new Ended({ exitCode }))
