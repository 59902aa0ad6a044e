/**
 * The handler of `userplane-links delete`, loaded only when links are deleted.
 *
 * @since 0.1.0
 */
import * as RetryPolicy from "@effect-userplane/core/RetryPolicy"
import * as Userplane from "@effect-userplane/core/Userplane"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as ConfigErrorMessage from "../command/ConfigErrorMessage.js"
import * as ExitCode from "../command/ExitCode.js"
import type { OutputFormat } from "../command/OutputFormat.js"
import type * as TimeOfDay from "../command/TimeOfDay.js"
import * as Telemetry from "../telemetry/Telemetry.js"
import { counted } from "../terminal/Format.js"
import type { Input } from "../terminal/Input.js"
import type { Output } from "../terminal/Output.js"
import * as UserplaneLive from "../userplane/UserplaneLive.js"
import * as Attempts from "./Attempts.js"
import * as BulkRun from "./BulkRun.js"
import * as Confirmation from "./Confirmation.js"
import * as InputError from "./input/InputError.js"
import type { LinkSelection } from "./input/LinkSelection.js"
import type { LinkSource } from "./input/LinkSource.js"
import * as OpenLinks from "./input/OpenLinks.js"
import type { JournalOption } from "./JournalOption.js"
import * as RunLog from "./output/RunLog.js"
import * as QuotaOptions from "./QuotaOptions.js"
import * as StopTime from "./StopTime.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface Options {
  readonly selection: LinkSelection
  readonly journal: Option.Option<JournalOption>
  readonly concurrency: number
  readonly perMinute: number
  readonly perDay: number
  readonly quotaShare: number
  readonly until: Option.Option<TimeOfDay.TimeOfDay>
  readonly maxDuration: Option.Option<Duration.Duration>
  readonly maxAttempts: number
  readonly timeout: Duration.Duration
  readonly giveUpAfter: Option.Option<Duration.Duration>
  readonly dryRun: boolean
  readonly yes: boolean
  readonly output: OutputFormat
  readonly logFile: Option.Option<string>
  readonly sandbox: boolean
}

const userplane = ({ sandbox }: Options) =>
  sandbox
    ? Effect.map(
        Effect.promise(() => import("../userplane/InProcessUserplane.js")),
        ({ layer }) => layer
      )
    : Effect.succeed(UserplaneLive.layer)

const serverOf = ({ sandbox }: Options) =>
  sandbox
    ? Effect.map(
        Effect.promise(() => import("../userplane/InProcessUserplane.js")),
        ({ baseUrl }) => baseUrl
      )
    : Userplane.baseUrlConfig

// What keeps files is loaded only to do so.
const journalFiles = Effect.promise(() => import("./JournalFiles.js"))

const quota = (options: Options) =>
  Option.match(options.journal, {
    onNone: () => Effect.succeed(QuotaOptions.layer(options)),
    onSome: (journal) =>
      Effect.gen(function* () {
        const server = yield* serverOf(options)
        const { layer } = yield* journalFiles
        return layer({ ...options, journal, server })
      })
  })

const filesOf = ({ selection, journal }: Options): ReadonlyArray<string> => [
  ...(selection._tag === "File" ? [selection.path] : []),
  ...Option.toArray(Option.map(journal, ({ path }) => path))
]

// What writes logs is loaded only to do so.
const logFile = Effect.promise(() => import("./output/LogFile.js"))

const startText = (options: Options, { total }: LinkSource, server: URL): string => {
  const { concurrency, journal, maxAttempts, perDay, perMinute, quotaShare, timeout } = options
  const links = total === undefined ? "links of a pipe" : counted(total, "link")
  const keptIn = Option.match(journal, { onNone: () => "no journal", onSome: ({ path }) => `journal ${path}` })
  return `Started: ${links} to delete at ${server.href}, ${keptIn}, concurrency ${concurrency}, ${quotaShare}% of ${perMinute} requests a minute and ${perDay} a day, at most ${maxAttempts} attempts, timeout ${Duration.format(timeout)}`
}

const log = (options: Options, source: LinkSource) =>
  Option.match(options.logFile, {
    onNone: () => Effect.succeed(RunLog.none),
    onSome: (path) =>
      Effect.gen(function* () {
        const { open } = yield* logFile
        return yield* open({ path, others: filesOf(options) }, startText(options, source, yield* serverOf(options)))
      })
  })

// A dry run reads a journal, and begins none.
const quotaOfDryRun = (options: Options) =>
  Option.match(
    Option.filter(options.journal, ({ isResumed }) => !isResumed),
    {
      onNone: () => quota(options),
      onSome: (journal) =>
        Effect.flatMap(journalFiles, ({ check }) => Effect.as(check(journal), QuotaOptions.layer(options)))
    }
  )

// Everything is made that a deletion needs, so that all that it would complain of is said.
const dryRun = (options: Options, source: LinkSource) =>
  Effect.gen(function* () {
    const { run } = yield* Effect.promise(() => import("./DryRun.js"))
    if (Option.isSome(options.logFile)) {
      const { check } = yield* logFile
      yield* check({ path: options.logFile.value, others: filesOf(options) })
    }
    yield* Effect.provide(
      run({ source, output: options.output, quotaShare: options.quotaShare }),
      yield* quotaOfDryRun(options)
    )
  }).pipe(Effect.provide(Layer.unwrapEffect(userplane(options))))

// From the outside to the inside: what is configured wrongly is said before anybody is asked, and nothing is begun before
// the answer.
const deleting = (options: Options, source: LinkSource, until: Option.Option<number>) =>
  Effect.gen(function* () {
    const { concurrency, giveUpAfter, selection, journal, maxDuration, output, quotaShare, yes } = options
    const confirmed = yes ? source : yield* Confirmation.confirm(source)
    const stopTime = yield* StopTime.start(until, maxDuration)
    const settings = { source: confirmed, selection, journal, concurrency, output, giveUpAfter, quotaShare, stopTime }
    const exitCode = yield* Effect.flatMap(log(options, confirmed), (log) => BulkRun.run({ ...settings, log })).pipe(
      RetryPolicy.within(Attempts.policyOf(options)),
      Effect.provide(yield* quota(options))
    )
    if (exitCode !== 0) return yield* new ExitCode.Ended({ exitCode })
  }).pipe(Effect.provide(Layer.unwrapEffect(userplane(options))))

/**
 * Deletes the links, and ends with the exit code that says how it went.
 *
 * @since 0.1.0
 * @category handlers
 */
export const handle = (options: Options): Effect.Effect<void, ExitCode.Ended, Input | Output> =>
  Effect.gen(function* () {
    const until = yield* StopTime.timeOf(options.until)
    const source = yield* OpenLinks.open(options.selection)
    return yield* options.dryRun ? dryRun(options, source) : deleting(options, source, until)
  }).pipe(
    Effect.scoped,
    Effect.catchTags({
      InputError: (error) => ExitCode.endedSaying(`${InputError.render(error)}. Nothing was deleted.`, 2),
      ConfigError: (error) => ExitCode.endedSaying(ConfigErrorMessage.render(error), 2),
      JournalCorrupt: ({ message }) => ExitCode.endedSaying(message, 2),
      JournalLocked: ({ message }) => ExitCode.endedSaying(message, 2),
      JournalUnavailable: (error) => ExitCode.endedSaying(error.message, ExitCode.ofFileError(error))
    }),
    Telemetry.exported
  )
