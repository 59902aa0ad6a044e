/**
 * The handler of `userplane-links sandbox`, loaded with the HTTP server only when it is used.
 *
 * @since 0.1.0
 */
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxServer from "@effect-userplane/sandbox/SandboxServer"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ExitCode from "../command/ExitCode.js"
import type { OutputFormat } from "../command/OutputFormat.js"
import * as NdjsonReporter from "../delete/output/NdjsonReporter.js"
import * as Columns from "../terminal/Columns.js"
import { Invocation } from "../terminal/CommandName.js"
import { Output } from "../terminal/Output.js"
import * as SandboxGuide from "./SandboxGuide.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface Options {
  readonly port: number
  readonly seed: number
  readonly output: OutputFormat
}

const json = (baseUrl: string, { seed }: Options): string =>
  NdjsonReporter.line({
    baseUrl,
    seed,
    keys: SandboxGuide.keys,
    workspaces: Fixtures.workspaces,
    links: Fixtures.links
  })

const text = (baseUrl: string, { seed }: Options, command: string): string => `\
A local Userplane (seed ${seed}) listens until it is interrupted:

  ${baseUrl}

To use it from another shell:

  export USERPLANE_BASE_URL=${baseUrl}
  export USERPLANE_API_KEY=${SandboxGuide.keys.member}
  ${command} delete ${Fixtures.links.deletable} ${Fixtures.links.busy} --workspace ${Fixtures.workspaces.main}

To see which links are left:

  ${command} list --workspace ${Fixtures.workspaces.main}

Keys:

${Columns.render(SandboxGuide.explainedKeys)}

Workspaces:

${Columns.render(SandboxGuide.explainedWorkspaces)}

Links, as a member of ${Fixtures.workspaces.main} meets them, besides ${Fixtures.unnamedLinks} without a name:

${Columns.render(SandboxGuide.explainedLinks)}
`

/**
 * Serves the sandbox, and says so as soon as it listens.
 *
 * @since 0.1.0
 * @category handlers
 */
export const handle = (options: Options): Effect.Effect<never, ExitCode.Ended, Output> =>
  Effect.gen(function* () {
    const { baseUrl } = yield* SandboxServer.SandboxServer
    const { failures, results } = yield* Output
    const command = yield* Invocation
    yield* results.write(options.output === "ndjson" ? json(baseUrl, options) : text(baseUrl, options, command))
    // Nobody can use what could not be shown.
    return yield* Effect.zipRight(failures.first, new ExitCode.Ended({ exitCode: 4 }))
  }).pipe(
    Effect.provide(
      SandboxServer.layer({ port: options.port }).pipe(Layer.provide(Sandbox.layer({ seed: options.seed })))
    ),
    Effect.catchTag("ServeError", () =>
      ExitCode.endedSaying(
        `--port: ${options.port} cannot be listened on. It may be taken; --port 0 takes any free one.`,
        2
      )
    )
  )
