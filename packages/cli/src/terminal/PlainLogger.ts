/**
 * Warnings of the client as sentences on stderr.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import { Output } from "./Output.js"

const textOf = (part: unknown): string => (part instanceof Error ? part.message : String(part))

const render = ({ cause, logLevel, message }: Logger.Logger.Options<unknown>): string => {
  const parts = (Array.isArray(message) ? message : [message]).map(textOf)
  const why = Cause.isEmpty(cause) ? [] : [Cause.pretty(cause)]
  return `${logLevel._tag}: ${[...parts, ...why].join(": ")}\n`
}

/**
 * Prints what was logged and why, without time and fiber: it is for whoever started the command.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer: Layer.Layer<never, never, Output> = Layer.unwrapEffect(
  Effect.map(Output, ({ diagnostics }) =>
    Logger.replace(
      Logger.defaultLogger,
      // A logger cannot wait: the stream keeps the order of what is written to it.
      Logger.make((options) => void Effect.runFork(diagnostics.write(render(options))))
    )
  )
)
