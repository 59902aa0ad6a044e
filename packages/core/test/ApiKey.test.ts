import { describe, expect, it } from "@effect/vitest"
import * as ConfigError from "effect/ConfigError"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as ApiKey from "../src/ApiKey.js"
import { apiKey, otherKey } from "./fixtures.js"

const variable = "USERPLANE_API_KEY"
const text = Redacted.value(apiKey)

const environment = (entries: Iterable<readonly [string, string]>) => ConfigProvider.fromMap(new Map(entries))

/** Reads the entries anew every time, as a process reads its environment. */
const changing = (entries: ReadonlyMap<string, string>) =>
  ConfigProvider.make({
    load: (config) => Effect.suspend(() => environment(entries).load(config)),
    flattened: environment(entries).flattened
  })

const loaded = (value: string | undefined) =>
  Effect.either(environment(value === undefined ? [] : [[variable, value]]).load(ApiKey.config))

const current = Effect.flatMap(ApiKey.ApiKey, (source) => source.current)

describe(`the key in ${variable}`, () => {
  const accepted: ReadonlyArray<readonly [name: string, value: string]> = [
    ["as it is", text],
    ["with blanks around it", `  ${text}\t`],
    ["with a newline at its end, as a file has it", `${text}\n`]
  ]

  it.effect.each(accepted)("is taken %s", ([, value]) =>
    Effect.gen(function* () {
      const key = Either.getOrThrow(yield* loaded(value))
      expect(Redacted.value(key) === text).toBe(true)
    })
  )

  it.effect("may hold every character of a Bearer token", () =>
    Effect.gen(function* () {
      const key = Either.getOrThrow(yield* loaded(`${text}-._~+/==`))
      expect(Redacted.value(key) === `${text}-._~+/==`).toBe(true)
    })
  )

  const blank = ConfigError.MissingData([variable], "Expected an API key, but the value is blank")
  const noPrefix = ConfigError.InvalidData([variable], `Expected an API key that begins with ${text.slice(0, 5)}`)
  const noToken = ConfigError.InvalidData(
    [variable],
    "Expected an API key of letters, digits and -._~+/= only (RFC 6750)"
  )

  const refused: ReadonlyArray<readonly [name: string, value: string, error: ConfigError.ConfigError]> = [
    ["is empty", "", blank],
    ["is blank", " \t\n", blank],
    ["has no prefix", text.slice(5), noPrefix],
    ["has its prefix in capitals", text.toUpperCase(), noPrefix],
    ["has something before its prefix", `Bearer ${text}`, noPrefix],
    ["has a blank inside", `${text} ${text}`, noToken],
    ["has a comma inside", `${text},${text}`, noToken],
    ["has a line break inside", `${text}\r\nx-evil: 1`, noToken],
    ["has a character outside of ASCII", `${text}é`, noToken],
    ["stands in quotation marks that a shell did not take off", `${text}"`, noToken]
  ]

  it.effect.each(refused)(
    "is refused where it %s: the error names the variable and why, and not the key",
    ([, value, error]) =>
      Effect.gen(function* () {
        const actual = Either.getOrThrow(Either.flip(yield* loaded(value)))
        expect(actual).toEqual(error)
        expect(String(actual)).toContain(variable)
        expect([String(actual), JSON.stringify(actual)].join().includes(text.slice(5))).toBe(false)
      })
  )

  it.effect("is refused where it is not set, by the name of the variable", () =>
    Effect.gen(function* () {
      const error = Either.getOrThrow(Either.flip(yield* loaded(undefined)))
      expect(ConfigError.isMissingData(error)).toBe(true)
      expect(String(error)).toBe(`(Missing data at ${variable}: "Expected ${variable} to exist in the provided map")`)
    })
  )
})

describe("layer", () => {
  it.effect("gives the same key every time", () =>
    Effect.gen(function* () {
      expect(yield* current).toBe(apiKey)
      expect(yield* current).toBe(apiKey)
    }).pipe(Effect.provide(ApiKey.layer(apiKey)))
  )
})

describe("layerConfig", () => {
  it.effect("fails to build where the key is refused", () =>
    Effect.gen(function* () {
      const error = yield* current.pipe(
        Effect.provide(ApiKey.layerConfig),
        Effect.withConfigProvider(environment([[variable, "secret"]])),
        Effect.flip
      )
      expect(ConfigError.isConfigError(error) && ConfigError.isInvalidData(error)).toBe(true)
    })
  )

  it.effect("reads the key again every time, from the provider that it was built with", () =>
    Effect.gen(function* () {
      const entries = new Map([[variable, text]])
      const source = yield* Effect.provide(
        ApiKey.ApiKey,
        Layer.provide(ApiKey.layerConfig, Layer.setConfigProvider(changing(entries)))
      )
      const shows = (key: Redacted.Redacted) =>
        Effect.map(source.current, (current) => expect(Redacted.value(current) === Redacted.value(key)).toBe(true))
      yield* shows(apiKey)
      entries.set(variable, Redacted.value(otherKey))
      yield* shows(otherKey)
      entries.delete(variable)
      const error = yield* Effect.flip(source.current)
      expect(error).toEqual(new ApiKey.ApiKeyUnavailable({ message: `${variable} can no longer be read` }))
      entries.set(variable, text)
      yield* shows(apiKey)
    })
  )
})

class Vault extends Context.Tag("test/Vault")<
  Vault,
  { readonly read: Effect.Effect<Redacted.Redacted, VaultSealed> }
>() {}

class VaultSealed {
  readonly _tag = "VaultSealed"
  readonly secret = text
}

const fromVault = ApiKey.layerEffect(Effect.flatMap(Vault, (vault) => vault.read))

const vault = (read: Effect.Effect<Redacted.Redacted, VaultSealed>) => Layer.succeed(Vault, { read })

describe("layerEffect", () => {
  it.effect("evaluates the effect every time, with the services that the layer was built with", () => {
    let reads = 0
    const layer = vault(
      Effect.sync(() => {
        reads += 1
        return reads === 1 ? apiKey : otherKey
      })
    )
    return Effect.gen(function* () {
      expect((yield* current) === apiKey).toBe(true)
      expect((yield* current) === otherKey).toBe(true)
      expect(reads).toBe(2)
    }).pipe(Effect.provide(Layer.provide(fromVault, layer)))
  })

  it.effect("does not evaluate the effect when the layer is built", () =>
    ApiKey.ApiKey.pipe(Effect.provide(ApiKey.layerEffect(Effect.dieMessage("The vault was read too early"))))
  )

  it.effect("keeps no more of a failure than its tag, since it may hold the key", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(current)
      expect(error).toEqual(new ApiKey.ApiKeyUnavailable({ message: "The source of the API key failed (VaultSealed)" }))
      expect([String(error), JSON.stringify(error)].join().includes(text)).toBe(false)
    }).pipe(Effect.provide(Layer.provide(fromVault, vault(Effect.fail(new VaultSealed())))))
  )

  it.effect("says nothing about a failure that has no tag", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(current)
      expect(error).toEqual(new ApiKey.ApiKeyUnavailable({ message: "The source of the API key failed" }))
    }).pipe(Effect.provide(ApiKey.layerEffect(Effect.fail({ message: text }))))
  )
})

describe("isSendable", () => {
  it.each([
    ["the key of an ordinary call", text, true],
    ["padding at the end", `${text}=`, true],
    ["an empty key, which is sent by sending no header", "", true],
    ["a newline at the end", `${text}\n`, false],
    ["padding alone", "=", false],
    ["a blank", " ", false]
  ])("judges %s", (_, value, sendable) => {
    expect(ApiKey.isSendable(Redacted.make(value))).toBe(sendable)
  })
})
