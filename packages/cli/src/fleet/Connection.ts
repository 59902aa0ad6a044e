/**
 * The runs of a worker, and what is said when there are none.
 *
 * @since 0.1.0
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type { Fleet, FleetError } from "@effect-userplane/fleet/Fleet"
import * as FleetClient from "@effect-userplane/fleet/FleetClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ExitCode from "../command/ExitCode.js"
import { Invocation } from "../terminal/CommandName.js"
import type { Output } from "../terminal/Output.js"

/**
 * The options of every command that talks to a worker.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options {
  readonly worker: URL
}

/**
 * Does something with the runs of a worker. Where it cannot be reached, says how to start one, and ends with 2.
 *
 * @since 0.1.0
 * @category operations
 */
export const connected =
  ({ worker }: Options) =>
  <A, R>(
    self: Effect.Effect<A, ExitCode.Ended | FleetError, R>
  ): Effect.Effect<A, ExitCode.Ended, Exclude<R, Fleet> | Output> =>
    self.pipe(
      Effect.catchTags({
        RunNotFound: ({ message }) => ExitCode.endedSaying(message, 2),
        FleetUnavailable: ({ message }) =>
          Effect.flatMap(Invocation, (command) =>
            ExitCode.endedSaying(`${message}. Start a worker with: ${command} fleet worker`, 2)
          )
      }),
      Effect.provide(Layer.provide(FleetClient.layer({ url: worker }), FetchHttpClient.layer))
    )
