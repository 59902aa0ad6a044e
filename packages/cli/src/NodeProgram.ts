/**
 * The command in a process of Node: its streams, its arguments and its signals.
 *
 * @since 0.1.0
 */
import * as FileSystem from "@effect/platform/FileSystem"
import * as Path from "@effect/platform/Path"
import { makeRunMain } from "@effect/platform/Runtime"
import * as NodeTerminal from "@effect/platform-node/NodeTerminal"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Cli from "./Cli.js"
import { listed } from "./fleet/ListedCommand.js"
import * as CommandName from "./terminal/CommandName.js"
import * as FileStream from "./terminal/FileStream.js"
import * as Input from "./terminal/Input.js"
import * as Interrupts from "./terminal/Interrupts.js"
import * as Output from "./terminal/Output.js"

// The parser asks for files and paths for arguments that name some. There are none, and Node's take time to load.
const Platform = Layer.mergeAll(FileSystem.layerNoop({}), Path.layer, NodeTerminal.layer)

const interrupts = Interrupts.make()

// As `NodeRuntime.runMain` does it, but that the first Ctrl-C may be an appeal. Whoever supervises processes sends SIGTERM,
// and kills what does not end soon: that one is no appeal.
const runMain = makeRunMain(({ fiber, teardown }) => {
  const longestTimer = 2 ** 31 - 1
  const keepAlive = setInterval(() => {}, longestTimer)
  const end = () => fiber.unsafeInterruptAsFork(fiber.id())
  const interrupt = () => {
    if (!interrupts.interrupt()) end()
  }
  // With `nohup` as well: Node resets what its parent ignored, so nobody can tell.
  process.on("SIGINT", interrupt).on("SIGTERM", end).on("SIGHUP", end)
  fiber.addObserver((exit) => {
    clearInterval(keepAlive)
    process.off("SIGINT", interrupt).off("SIGTERM", end).off("SIGHUP", end)
    // A signal, or stdin that is still open, keeps nobody.
    teardown(exit, (code) => process.exit(code))
  })
})

/**
 * Runs the command, and ends the process with its exit code.
 *
 * @since 0.1.0
 * @category running
 */
export const run = (version: string): void => runWith(version, listed)

/**
 * Runs the command with a command for a fleet, and ends the process with its exit code.
 *
 * @since 0.1.0
 * @category running
 */
export const runWith = <A>(version: string, fleet: Cli.FleetCommand<A>): void =>
  Cli.run(process.argv, version, fleet).pipe(
    Effect.provideService(
      CommandName.Invocation,
      CommandName.from(process.argv[1] ?? "", process.env["INIT_CWD"] ?? process.cwd())
    ),
    Effect.provideService(
      Output.Output,
      Output.fromStreams({
        stdout: FileStream.orElse(1, process.stdout),
        stderr: FileStream.orElse(2, process.stderr),
        env: process.env
      })
    ),
    Effect.provideService(Input.Input, Input.fromProcess(process)),
    Effect.provideService(Interrupts.Interrupts, interrupts),
    Effect.provide(Platform),
    runMain({
      disableErrorReporting: true,
      // It writes to stdout, where results are.
      disablePrettyLogger: true,
      teardown: (exit, end) =>
        end(Exit.match(exit, { onSuccess: Number, onFailure: (cause) => (Cause.isInterrupted(cause) ? 130 : 1) }))
    })
  )
