import * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { afterEach, describe, expect, it, vi } from "vitest"
import * as ApiKey from "../src/ApiKey.js"
import { apiKey, otherKey } from "./fixtures.js"
import { runTest } from "./runTest.js"

const variable = "USERPLANE_API_KEY"
const text = Redacted.value(apiKey)

const environment = (value: string | undefined) => ConfigProvider.fromEnvRecord({ [variable]: value })

const loaded = (value: string | undefined) => ApiKey.config.parse(environment(value))

const current = Effect.flatMap(ApiKey.ApiKey, (source) => source.current)

const shows = (key: Effect.Effect<Redacted.Redacted, unknown>, expected: string) =>
  Effect.map(key, (key) => expect(Redacted.value(key) === expected).toBe(true))

describe(`the key in ${variable}`, () => {
  it.each([
    ["as it is", text, text],
    ["with blanks around it", `  ${text}\t`, text],
    ["with a newline at its end, as a file has it", `${text}\n`, text],
    ["with every character of a Bearer token", `${text}-._~+/==`, `${text}-._~+/==`]
  ])("is taken %s", (_, value, key) => runTest(shows(loaded(value), key)))

  const blank = "Expected an API key, but the value is blank"
  const noPrefix = `Expected an API key that begins with ${text.slice(0, 5)}`
  const noToken = "Expected an API key of letters, digits and -._~+/= only (RFC 6750)"

  it.each([
    ["is blank", " \t\n", blank],
    ["has no prefix", text.slice(5), noPrefix],
    ["has its prefix in capitals", text.toUpperCase(), noPrefix],
    ["has something before its prefix", `Bearer ${text}`, noPrefix],
    ["has a blank inside", `${text} ${text}`, noToken],
    ["has a comma inside", `${text},${text}`, noToken],
    ["has a line break inside", `${text}\r\nx-evil: 1`, noToken],
    ["has a character outside of ASCII", `${text}é`, noToken],
    ["stands in quotation marks that a shell did not take off", `${text}"`, noToken],
    ["is empty", "", "Expected string"],
    ["is not set", undefined, "Expected string"]
  ])("is rejected where it %s: the error names the variable and why, and not the key", (_, value, problem) =>
    runTest(
      Effect.gen(function* () {
        const error = yield* Effect.flip(loaded(value))
        expect(error).toBeInstanceOf(Config.ConfigError)
        expect(String(error)).toContain(problem)
        expect(String(error)).toContain(variable)
        expect([String(error), JSON.stringify(error)].join().includes(text.slice(5))).toBe(false)
      })
    )
  )

  it("is absent where it is not set, so that a default can stand in", () =>
    runTest(shows(Config.withDefault(ApiKey.config, otherKey).parse(environment(undefined)), Redacted.value(otherKey))))
})

describe("layer", () => {
  it("gives the same key every time", () =>
    runTest(
      Effect.gen(function* () {
        expect((yield* current) === apiKey).toBe(true)
        expect((yield* current) === apiKey).toBe(true)
      }).pipe(Effect.provide(ApiKey.layer(apiKey)))
    ))
})

describe("layerConfig", () => {
  afterEach(() => {
    vi.unstubAllEnvs()
  })

  it("fails to build where the key is rejected", () =>
    runTest(
      Effect.gen(function* () {
        const error = yield* current.pipe(
          Effect.provide(ApiKey.layerConfig),
          Effect.provideService(ConfigProvider.ConfigProvider, environment("secret")),
          Effect.flip
        )
        expect(error).toBeInstanceOf(Config.ConfigError)
      })
    ))

  it("reads the key again every time, from the provider that it was built with", () =>
    runTest(
      Effect.gen(function* () {
        const entries: Record<string, string> = { [variable]: text }
        const provider = ConfigProvider.make((path) =>
          Effect.suspend(() => ConfigProvider.fromEnvRecord(entries).load(path))
        )
        const source = yield* ApiKey.ApiKey.pipe(
          Effect.provide(ApiKey.layerConfig),
          Effect.provideService(ConfigProvider.ConfigProvider, provider)
        )
        yield* shows(source.current, text)
        entries[variable] = Redacted.value(otherKey)
        yield* shows(source.current, Redacted.value(otherKey))
        delete entries[variable]
        const error = yield* Effect.flip(source.current)
        expect(error).toEqual(new ApiKey.ApiKeyUnavailable({ message: `${variable} can no longer be read` }))
        entries[variable] = text
        yield* shows(source.current, text)
      })
    ))

  it("reads the process's environment as it is by then where no provider is given", () =>
    runTest(
      Effect.gen(function* () {
        vi.stubEnv(variable, text)
        const source = yield* Effect.provide(ApiKey.ApiKey, ApiKey.layerConfig)
        yield* shows(source.current, text)
        vi.stubEnv(variable, Redacted.value(otherKey))
        yield* shows(source.current, Redacted.value(otherKey))
      })
    ))
})

class Vault extends Context.Service<Vault, { readonly read: Effect.Effect<Redacted.Redacted, VaultSealed> }>()(
  "test/Vault"
) {}

class VaultSealed {
  readonly _tag = "VaultSealed"
  readonly secret = text
}

const fromVault = ApiKey.layerEffect(Effect.flatMap(Vault, (vault) => vault.read))

const vault = (read: Effect.Effect<Redacted.Redacted, VaultSealed>) => Layer.succeed(Vault, { read })

describe("layerEffect", () => {
  it("evaluates the effect every time, with the services that the layer was built with", () => {
    let reads = 0
    const layer = vault(
      Effect.sync(() => {
        reads += 1
        return reads === 1 ? apiKey : otherKey
      })
    )
    return runTest(
      Effect.gen(function* () {
        expect((yield* current) === apiKey).toBe(true)
        expect((yield* current) === otherKey).toBe(true)
        expect(reads).toBe(2)
      }).pipe(Effect.provide(Layer.provide(fromVault, layer)))
    )
  })

  it("does not evaluate the effect when the layer is built", () =>
    runTest(
      Effect.asVoid(Effect.provide(ApiKey.ApiKey, ApiKey.layerEffect(Effect.die("The vault was read too early"))))
    ))

  it("keeps no more of a failure than its tag, since it may hold the key", () =>
    runTest(
      Effect.gen(function* () {
        const error = yield* Effect.flip(current)
        expect(error).toEqual(
          new ApiKey.ApiKeyUnavailable({ message: "The source of the API key failed (VaultSealed)" })
        )
        expect([String(error), JSON.stringify(error)].join().includes(text)).toBe(false)
      }).pipe(Effect.provide(Layer.provide(fromVault, vault(Effect.fail(new VaultSealed())))))
    ))

  it("says nothing about a failure that has no tag", () =>
    runTest(
      Effect.gen(function* () {
        const error = yield* Effect.flip(current)
        expect(error).toEqual(new ApiKey.ApiKeyUnavailable({ message: "The source of the API key failed" }))
      }).pipe(Effect.provide(ApiKey.layerEffect(Effect.fail({ message: text }))))
    ))
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
