/**
 * The files of a deletion: its journal and, beside it, the state of the quota.
 *
 * @since 0.1.0
 */
import * as FileSystem from "@effect/platform/FileSystem"
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Path from "@effect/platform/Path"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as Journal from "@effect-userplane/core/Journal"
import * as JournalFile from "@effect-userplane/core/JournalFile"
import * as Quota from "@effect-userplane/core/Quota"
import * as QuotaStore from "@effect-userplane/core/QuotaStore"
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { identity } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as ExitCode from "../command/ExitCode.js"
import { Output, reportLine } from "../terminal/Output.js"
import type { JournalOption } from "./JournalOption.js"
import * as QuotaOptions from "./QuotaOptions.js"

/** The size and the kind of a journal; an empty file where there is none. */
const statOf = (
  path: string
): Effect.Effect<Pick<FileSystem.File.Info, "size" | "type">, never, FileSystem.FileSystem> =>
  Effect.flatMap(FileSystem.FileSystem, (files) => files.stat(path)).pipe(
    Effect.catchAll(() => Effect.succeed({ size: FileSystem.Size(0), type: "File" } as const))
  )

// A new journal that has lines already would pass over links, and a resumed one that is not there would repeat some.
const checked = ({ isResumed, path }: JournalOption) =>
  Effect.flatMap(statOf(path), ({ size, type }) => {
    // Opening a pipe would wait for its other end, and cannot be interrupted.
    if (type === "FIFO") return ExitCode.endedSaying(`${path} is a pipe: a journal has to be a file.`, 2)
    if (type === "CharacterDevice") {
      return ExitCode.endedSaying(`The journal could not be written: ${path} is a device, and keeps nothing.`, 4)
    }
    if (isResumed && size === 0n) return ExitCode.endedSaying(`--resume: There is no journal ${path} to resume.`, 2)
    return !isResumed && size > 0n
      ? ExitCode.endedSaying(`--journal: ${path} has lines already. Resume it with --resume ${path}.`, 2)
      : Effect.void
  })

/** Checks that a new journal could be created there. */
const checkedFolder = (path: string) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const { dirname } = yield* Path.Path
    yield* files.access(dirname(path), { writable: true })
  }).pipe(Effect.catchAll((error) => ExitCode.endedSaying(`--journal: ${path} cannot be written: ${error.message}`, 2)))

/**
 * Checks a journal that is not opened, and fails as opening it would.
 *
 * @since 0.1.0
 * @category checks
 */
export const check = (journal: JournalOption): Effect.Effect<void, ExitCode.Ended, Output> =>
  Effect.zipRight(checked(journal), checkedFolder(journal.path)).pipe(
    Effect.provide([NodeFileSystem.layer, Path.layer])
  )

/**
 * The options of a deletion: its server, its pace and its journal.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options extends QuotaOptions.Options {
  readonly journal: JournalOption
  readonly server: URL
  readonly dryRun: boolean
  readonly sandbox: boolean
}

const newWorld =
  "Warning: --sandbox makes its links anew in every process: the journal is about links that are no more."

// A run warns by itself of a journal that does not name its server. A dry run is none.
const verified = ({ dryRun, journal, sandbox, server }: Options) =>
  Journal.checkServer(server).pipe(
    dryRun ? identity : Logger.withMinimumLogLevel(LogLevel.None),
    Effect.catchTag("JournalMismatch", ({ message }) =>
      ExitCode.endedSaying(`--resume ${journal.path}: ${message}`, 2)
    ),
    Effect.zipRight(sandbox && journal.isResumed ? reportLine(newWorld) : Effect.void)
  )

// For the tests, which cannot wait for so long. Each lock says how long its own lease is, so that others go by it.
const leaseConfig = Config.duration("USERPLANE_JOURNAL_LEASE").pipe(Config.withDefault(Duration.seconds(10)))

const waiting = (path: string, lease: Duration.Duration): string =>
  `Waiting up to ${Duration.format(lease)}: another process may be using ${path}.\n`

const production = "https://api.userplane.io"

// The quota is one of a user of a server: what another server counted says nothing of this one.
const keyOf = ({ host, origin }: URL): string =>
  origin === production ? "userplane-quota" : `userplane-quota-${host.replace(/[^\w.-]/g, "_")}`

/** The quota with what was used of it: what a run has used of the day, a run that resumes it does not use again. */
const layerQuota = (options: Options): Layer.Layer<Quota.Quota, ExitCode.Ended, Output> => {
  const folder = `${options.journal.path}.quota`
  const sentence = (message: string): string => `The used quota cannot be kept in ${folder}: ${message}`
  return Layer.unwrapEffect(
    Effect.map(Output, ({ failures }) => {
      // It is saved again at the end, to another file. That it fails there as well says nothing new.
      let hasFailed = false
      return QuotaStore.layer({
        ...QuotaOptions.optionsOf(options),
        key: keyOf(options.server),
        onSaveError: ({ message }) =>
          Effect.sync(() => {
            if (!hasFailed) failures.note(sentence(message))
            hasFailed = true
          })
      })
    })
  ).pipe(
    Layer.provide(KeyValueStore.layerFileSystem(folder)),
    Layer.provide([NodeFileSystem.layer, Path.layer]),
    Layer.catchAll((error) =>
      Layer.effect(Quota.Quota, ExitCode.endedSaying(sentence(error.message), ExitCode.ofFileError(error)))
    )
  )
}

/**
 * The journal and, in the folder `<journal>.quota`, the used quota.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (
  options: Options
): Layer.Layer<
  Journal.Journal | Quota.Quota,
  ConfigError.ConfigError | ExitCode.Ended | Journal.JournalError,
  Output
> =>
  Layer.provideMerge(
    // The journal is locked by then, so that no other process has the quota.
    layerQuota(options),
    Layer.unwrapEffect(
      Effect.gen(function* () {
        const { path } = options.journal
        yield* checked(options.journal)
        const { diagnostics } = yield* Output
        return JournalFile.layer(path, {
          lease: yield* leaseConfig,
          onWait: (_, lease) => diagnostics.write(waiting(path, lease))
        })
      })
    ).pipe(
      Layer.provide(NodeFileSystem.layer),
      Layer.tap((context) => Effect.provide(verified(options), context))
    )
  )
