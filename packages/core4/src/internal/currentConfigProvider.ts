import type * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

// The reference always answers. Under a service of the same name, it is only found where it was provided.
const Provided = Context.Service<ConfigProvider.ConfigProvider>(ConfigProvider.ConfigProvider.key)

// The provider that Effect falls back on keeps the environment as it was at its first use.
const environment = ConfigProvider.make((path) => Effect.suspend(() => ConfigProvider.fromEnv().load(path)))

/** The provider of the context, or one that reads the environment of the process as it is at each time. */
export const currentConfigProvider: Effect.Effect<ConfigProvider.ConfigProvider> = Effect.map(
  Effect.serviceOption(Provided),
  Option.getOrElse(() => environment)
)

/** Reads a config from that provider. */
export const readConfig = <A>(config: Config.Config<A>): Effect.Effect<A, Config.ConfigError> =>
  Effect.flatMap(currentConfigProvider, (provider) => config.parse(provider))
