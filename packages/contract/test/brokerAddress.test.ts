import { describe, expect, it } from "@effect/vitest"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as BrokerAddress from "../scripts/broker/BrokerAddress.js"

const url = "https://broker.example/pacts"

const read = (variables: Readonly<Record<string, string>>) =>
  BrokerAddress.fromEnvironment.pipe(
    Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables)))),
    Effect.either
  )

describe("the address of the broker", () => {
  it.effect.each([
    ["there is none", {}],
    ["it is empty", { PACT_BROKER_BASE_URL: "" }],
    ["it is no URL", { PACT_BROKER_BASE_URL: "broker.example" }],
    ["it is no HTTP URL", { PACT_BROKER_BASE_URL: "file:///broker" }],
    ["it holds credentials", { PACT_BROKER_BASE_URL: "https://me:hidden@broker.example" }],
    ["a password is missing", { PACT_BROKER_BASE_URL: url, PACT_BROKER_USERNAME: "me" }],
    ["a user is missing", { PACT_BROKER_BASE_URL: url, PACT_BROKER_PASSWORD: "hidden" }],
    [
      "there are a token and a user",
      { PACT_BROKER_BASE_URL: url, PACT_BROKER_TOKEN: "hidden", PACT_BROKER_USERNAME: "me" }
    ]
  ] as const)("is rejected, without showing a secret, when %s", ([, variables]) =>
    Effect.map(read(variables), (address) => {
      expect(Either.getLeft(address)).toMatchObject({ value: { _tag: "WrongUsage" } })
      expect(JSON.stringify(address)).not.toContain("hidden")
    })
  )

  it.effect.each([
    [{}, {}],
    [{ PACT_BROKER_TOKEN: "t" }, { PACT_BROKER_TOKEN: "t" }],
    [
      { PACT_BROKER_USERNAME: "me", PACT_BROKER_PASSWORD: "p" },
      { PACT_BROKER_USERNAME: "me", PACT_BROKER_PASSWORD: "p" }
    ],
    // CI services set a secret that does not exist to nothing.
    [
      { PACT_BROKER_TOKEN: "", PACT_BROKER_USERNAME: "me", PACT_BROKER_PASSWORD: "p" },
      { PACT_BROKER_USERNAME: "me", PACT_BROKER_PASSWORD: "p" }
    ],
    [{ PACT_BROKER_TOKEN: "t", PACT_BROKER_USERNAME: "", PACT_BROKER_PASSWORD: "" }, { PACT_BROKER_TOKEN: "t" }]
  ] as ReadonlyArray<readonly [Record<string, string>, Record<string, string>]>)(
    "reaches a tool that is started as it was given: %j",
    ([given, expected]) =>
      Effect.map(read({ PACT_BROKER_BASE_URL: `${url}/`, ...given }), (address) =>
        expect(BrokerAddress.toEnvironment(Either.getOrThrow(address))).toEqual({
          PACT_BROKER_BASE_URL: url,
          PACT_BROKER_TOKEN: undefined,
          PACT_BROKER_USERNAME: undefined,
          PACT_BROKER_PASSWORD: undefined,
          ...expected
        })
      )
  )

  it.effect("does not show its secrets when it is printed", () =>
    Effect.map(read({ PACT_BROKER_BASE_URL: url, PACT_BROKER_TOKEN: "hidden" }), (address) =>
      expect(`${JSON.stringify(address)} ${String(Either.getOrThrow(address).authentication)}`).not.toContain("hidden")
    )
  )
})
