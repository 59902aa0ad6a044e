import { type KeyResult, keySources, type SourceInUse } from "@effect-userplane/testing/KeySources"
import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { expect } from "vitest"
import * as ApiKey from "../src/ApiKey.js"
import { apiKey, otherKey } from "./fixtures.js"
import { itEffect } from "./runTest.js"

const variable = "USERPLANE_API_KEY"

/** Reads the variables anew every time, as a process reads its environment. */
const changing = (variables: Readonly<Record<string, string>>) =>
  ConfigProvider.make((path) => Effect.suspend(() => ConfigProvider.fromEnvRecord({ ...variables }).load(path)))

const loaded = (value: string | undefined, config: Config.Config<Redacted.Redacted> = ApiKey.config) =>
  config.parse(ConfigProvider.fromEnvRecord({ [variable]: value }))

const resultOf = <E>(key: Effect.Effect<Redacted.Redacted, E>, print: (error: E) => string): Promise<KeyResult> =>
  Effect.runPromise(
    Effect.match(key, {
      onFailure: (error) => ({ error: print(error) }),
      onSuccess: (key) => ({ key: Redacted.value(key) })
    })
  )

const inUse = <E>(layer: Layer.Layer<ApiKey.ApiKey, E>): Promise<SourceInUse> =>
  Effect.runPromise(
    Effect.map(Effect.provide(ApiKey.ApiKey, layer), ({ current }) => ({
      current: () => resultOf(current, ({ message }) => message)
    }))
  )

class Vault extends Context.Service<Vault, { readonly read: Effect.Effect<Redacted.Redacted, unknown> }>()(
  "test/Vault"
) {}

keySources({
  keys: [Redacted.value(apiKey), Redacted.value(otherKey)],
  config: (value, orElse) => {
    const config = orElse === undefined ? ApiKey.config : Config.withDefault(ApiKey.config, Redacted.make(orElse))
    return resultOf(loaded(value, config), (error) => [String(error), JSON.stringify(error)].join())
  },
  layer: (key) => inUse(ApiKey.layer(Redacted.make(key))),
  layerConfig: (variables) =>
    inUse(
      variables === undefined
        ? ApiKey.layerConfig
        : Layer.provide(ApiKey.layerConfig, ConfigProvider.layer(changing(variables)))
    ),
  layerEffect: (read) => {
    const vault = Effect.suspend(() => {
      const found = read()
      return typeof found === "string" ? Effect.succeed(Redacted.make(found)) : Effect.fail(found.failure)
    })
    const source = ApiKey.layerEffect(Effect.flatMap(Vault, (vault) => vault.read))
    return inUse(Layer.provide(source, Layer.succeed(Vault, { read: vault })))
  },
  isSendable: (key) => ApiKey.isSendable(Redacted.make(key))
})

itEffect("a variable that is blank is invalid, and no default stands in for it", () =>
  Effect.gen(function* () {
    const error = yield* Effect.flip(loaded(" \t\n", Config.withDefault(ApiKey.config, otherKey)))
    expect(error).toBeInstanceOf(Config.ConfigError)
  })
)
