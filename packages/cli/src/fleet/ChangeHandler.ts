/**
 * The handlers of `userplane-links fleet pause`, `resume`, `cancel`, `set` and `key`.
 *
 * @since 0.1.0
 */
import { Fleet, type RunState, type RunStatus, type RunUpdate } from "@effect-userplane/fleet/Fleet"
import * as Effect from "effect/Effect"
import * as ExitCode from "../command/ExitCode.js"
import type { OutputFormat } from "../command/OutputFormat.js"
import * as NdjsonReporter from "../delete/output/NdjsonReporter.js"
import { Input } from "../terminal/Input.js"
import { Output } from "../terminal/Output.js"
import { printable } from "../terminal/Printable.js"
import * as Connection from "./Connection.js"
import * as RunText from "./RunText.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface Options extends Connection.Options {
  readonly output: OutputFormat
}

const wanted: { readonly [Name in "cancel" | "pause" | "resume"]: RunState } = {
  cancel: "Cancelled",
  pause: "Paused",
  resume: "Running"
}

/**
 * Changes the state of a run.
 *
 * @since 0.1.0
 * @category handlers
 */
export const changed = (
  name: keyof typeof wanted,
  id: string,
  options: Options
): Effect.Effect<void, ExitCode.Ended, Output> =>
  Effect.gen(function* () {
    const fleet = yield* Fleet
    const status = yield* fleet[name](id)
    if (status.state !== wanted[name]) {
      return yield* ExitCode.endedSaying(`${name}: the run ${printable(id)} is ${status.state}, and stays so.`, 2)
    }
    yield* RunText.print(status, options.output)
  }).pipe(Connection.connected(options))

/**
 * Changes the concurrency or the share of a run.
 *
 * @since 0.1.0
 * @category handlers
 */
export const updated = (id: string, update: RunUpdate, options: Options): Effect.Effect<void, ExitCode.Ended, Output> =>
  Effect.gen(function* () {
    const fleet = yield* Fleet
    const status = yield* fleet.update(id, update)
    if (RunText.isOver(status)) {
      return yield* ExitCode.endedSaying(`set: the run ${printable(id)} is ${status.state}, and stays as it is.`, 2)
    }
    yield* RunText.print(status, options.output)
  }).pipe(Connection.connected(options))

const confirmed = (id: string) =>
  Effect.gen(function* () {
    const { isTerminal } = (yield* Output).diagnostics
    if (!isTerminal) return
    const input = yield* Input
    const run = printable(id)
    if (!input.isTerminal) return yield* ExitCode.endedSaying(`To cancel ${run}, say --yes.`, 2)
    const answer = yield* input.ask(`Cancel ${run}? It cannot be resumed. [y/N] `)
    if (!/^y(es)?$/i.test(answer.trim())) return yield* ExitCode.endedSaying("Nothing was cancelled.", 2)
  })

/**
 * Cancels a run, after a question where somebody can answer it.
 *
 * @since 0.1.0
 * @category handlers
 */
export const cancelled = (
  id: string,
  { yes, ...options }: Options & { readonly yes: boolean }
): Effect.Effect<void, ExitCode.Ended, Input | Output> =>
  Effect.zipRight(yes ? Effect.void : confirmed(id), changed("cancel", id, options))

const rotatedText = (user: string, reference: string, resumed: ReadonlyArray<RunStatus>): string => {
  const runs = resumed.map(({ id }) => printable(id)).join(", ")
  const what = resumed.length === 0 ? "No run was waiting for it." : `Resumed: ${runs}.`
  return `The key of ${printable(user)} is at ${printable(reference)}. ${what}\n`
}

/**
 * Names the place of the next key of a user.
 *
 * @since 0.1.0
 * @category handlers
 */
export const rotated = (
  user: string,
  reference: string,
  options: Options
): Effect.Effect<void, ExitCode.Ended, Output> =>
  Effect.gen(function* () {
    const fleet = yield* Fleet
    const { results } = yield* Output
    const resumed = yield* fleet.rotateKey(user, reference)
    yield* results.write(
      options.output === "ndjson" ? resumed.map(NdjsonReporter.line).join("") : rotatedText(user, reference, resumed)
    )
  }).pipe(Connection.connected(options))
