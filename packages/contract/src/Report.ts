/**
 * The outcome of a verification in the formats that CI services read.
 *
 * @since 0.1.0
 */
import * as Fs from "node:fs/promises"
import * as Path from "node:path"
import * as Config from "effect/Config"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as GitHub from "./internal/github.js"
import * as JUnit from "./internal/junit.js"
import { provider } from "./ProviderState.js"
import { Outcome } from "./Verification.js"

/**
 * The reports to write.
 *
 * @since 0.1.0
 * @category options
 */
export interface Reports {
  /**
   * The path of a JUnit XML file: a suite per consumer, a test case per interaction. One that fails while it is pending is
   * skipped, and a verification that was impossible is an error. Default: none.
   */
  readonly junit?: string | undefined
  /** The path of a JSON file: an `Outcome`, encoded. Default: none. */
  readonly json?: string | undefined
  /**
   * True when a job of GitHub Actions gets a step summary, and an annotation per interaction that failed: a warning while it
   * is pending, an error else. It makes no difference elsewhere. Default: `false`.
   */
  readonly github?: boolean | undefined
}

const toJson = Schema.encodeSync(Schema.parseJson(Outcome, { space: 2 }))

const write = (path: string, text: string) =>
  Effect.promise(async () => {
    await Fs.mkdir(Path.dirname(path), { recursive: true })
    await Fs.writeFile(path, text)
  })

const stepSummary = Effect.option(Config.nonEmptyString("GITHUB_STEP_SUMMARY"))

// Elsewhere the annotations would be noise.
const toGitHub = (outcome: Outcome) =>
  Effect.gen(function* () {
    const path = yield* stepSummary
    if (Option.isNone(path)) return
    yield* Effect.promise(() => Fs.appendFile(path.value, GitHub.summary(provider, outcome)))
    yield* Effect.forEach(GitHub.annotations(outcome), (line) => Console.log(line), { discard: true })
  })

/**
 * Writes the reports of an outcome: `verifyProvider` does with its option `reports`. Folders are made where they are missing.
 * Dies where a file cannot be written.
 *
 * @since 0.1.0
 * @category reports
 */
export const writeReports = ({ github, json, junit }: Reports, outcome: Outcome): Effect.Effect<void> =>
  Effect.gen(function* () {
    if (junit !== undefined) yield* write(junit, JUnit.of(provider, outcome))
    if (json !== undefined) yield* write(json, `${toJson(outcome)}\n`)
    if (github === true) yield* toGitHub(outcome)
  })
