import { expect, it } from "@effect/vitest"
import { type KeyResult, keySources, type SourceInUse } from "@effect-userplane/testing/KeySources"
import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as ApiKey from "../src/ApiKey.js"
import { apiKey, otherKey } from "./fixtures.js"

const variable = "USERPLANE_API_KEY"

const environment = (variables: Readonly<Record<string, string>>) =>
  ConfigProvider.fromMap(new Map(Object.entries(variables)))

/** Reads the variables anew every time, as a process reads its environment. */
const changing = (variables: Readonly<Record<string, string>>) =>
  ConfigProvider.make({
    load: (config) => Effect.suspend(() => environment(variables).load(config)),
    flattened: environment(variables).flattened
  })

const loaded = (value: string | undefined, config: Config.Config<Redacted.Redacted> = ApiKey.config) =>
  environment(value === undefined ? {} : { [variable]: value }).load(config)

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

class Vault extends Context.Tag("test/Vault")<Vault, { readonly read: Effect.Effect<Redacted.Redacted, unknown> }>() {}

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
        : Layer.provide(ApiKey.layerConfig, Layer.setConfigProvider(changing(variables)))
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

it.effect("a variable that is not set, is empty or is blank is missing, and another one invalid", () =>
  Effect.gen(function* () {
    for (const value of [undefined, "", " \t\n"]) {
      expect(ConfigError.isMissingData(yield* Effect.flip(loaded(value)))).toBe(true)
    }
    expect(ConfigError.isInvalidData(yield* Effect.flip(loaded("secret")))).toBe(true)
  })
)
