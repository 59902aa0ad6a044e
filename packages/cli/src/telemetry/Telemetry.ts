/**
 * Exports traces and metrics where the environment asks for it. What exports them is loaded only then.
 *
 * @since 0.1.0
 */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as ConfigErrorMessage from "../command/ConfigErrorMessage.js"
import * as ExitCode from "../command/ExitCode.js"
import type { Output } from "../terminal/Output.js"

const valueOf = (name: string) =>
  Effect.map(Config.option(Config.string(name)), Option.match({ onNone: () => "", onSome: (value) => value.trim() }))

const isWanted = Effect.gen(function* () {
  const endpoint = yield* valueOf("OTEL_EXPORTER_OTLP_ENDPOINT")
  const disabled = yield* valueOf("OTEL_SDK_DISABLED")
  return endpoint !== "" && disabled.toLowerCase() !== "true"
})

/**
 * Runs an effect, and exports its spans and metrics to `OTEL_EXPORTER_OTLP_ENDPOINT` where that is set. A wrong setting ends
 * the command before the effect starts; an export that fails is reported and changes no exit code.
 *
 * @since 0.1.0
 * @category combinators
 */
export const exported = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | ExitCode.Ended, R | Output> =>
  Effect.gen(function* () {
    if (!(yield* isWanted)) return effect
    const { settings, withExport } = yield* Effect.promise(() => import("./OtlpExport.js"))
    return withExport(effect, yield* settings)
  }).pipe(
    Effect.catchTag("ConfigError", (error) => ExitCode.endedSaying(ConfigErrorMessage.render(error), 2)),
    Effect.flatten
  )
