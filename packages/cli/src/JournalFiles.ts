/**
 * The journal that the command line names.
 *
 * @since 0.1.0
 */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Journal from "@effect-userplane/core/Journal"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as ExitCode from "./ExitCode.js"
import type { JournalOption } from "./JournalOption.js"
import type { Output } from "./Output.js"

/** How long a journal is; nothing where there is none. */
const sizeOf = (path: string) =>
  Effect.flatMap(FileSystem.FileSystem, (files) => files.stat(path)).pipe(
    Effect.map(({ size }) => size),
    Effect.catchAll(() => Effect.succeed(0n))
  )

// A new journal that is an old one would pass over links, and a journal to go on with that is not there would forget some.
const checked = ({ isResumed, path }: JournalOption) =>
  Effect.flatMap(sizeOf(path), (size) => {
    if (isResumed && size === 0n) return ExitCode.endedSaying(`--resume: There is no journal ${path} to go on with.`, 2)
    return !isResumed && size > 0n
      ? ExitCode.endedSaying(`--journal: ${path} has lines already. --resume ${path} goes on with it.`, 2)
      : Effect.void
  })

/**
 * The journal. Where none is named there is none, and a run forgets what it did when it ends.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (
  option: Option.Option<JournalOption>
): Layer.Layer<never, ExitCode.Ended | Journal.JournalError, FileSystem.FileSystem | Output> =>
  Option.match(option, {
    onNone: () => Layer.empty,
    onSome: (journal) => Layer.unwrapEffect(Effect.as(checked(journal), Journal.layer(journal.path)))
  })
