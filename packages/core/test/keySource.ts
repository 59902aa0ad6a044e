/** The sources of keys of the tests that all clients share. */
import type { KeyAnswer, KeyName } from "@effect-userplane/testing/Client"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { ApiKey, ApiKeyUnavailable } from "../src/ApiKey.js"
import { apiKey, otherKey } from "./fixtures.js"
import type { KeySource } from "./testClient.js"

const named: { readonly [N in KeyName]: KeySource } = {
  first: Effect.succeed(apiKey),
  second: Effect.succeed(otherKey),
  empty: Effect.succeed(Redacted.make("")),
  unavailable: Effect.fail(new ApiKeyUnavailable({ message: "The vault is sealed" })),
  silent: Effect.never
}

/** The name of the key in a header. */
export const keyNameOf = (authorization: string): KeyName | "unknown" => {
  if (authorization === `Bearer ${Redacted.value(apiKey)}`) return "first"
  return authorization === `Bearer ${Redacted.value(otherKey)}` ? "second" : "unknown"
}

const sourceOf = (answer: KeyAnswer | KeyName): KeySource => {
  if (typeof answer === "string") return named[answer]
  const { after = 0, altered, key } = answer
  const source =
    altered === undefined ? named[key] : Effect.map(named[key], (key) => Redacted.make(altered(Redacted.value(key))))
  // In two steps, so that it comes after a timeout of the same time has been set, and wins against that.
  return after === 0 ? source : Effect.zipRight(Effect.sleep(after - 1), Effect.delay(source, 1))
}

/** A source that gives one answer after the other, and the last one ever after; and how often it was asked and given up. */
export const keySource = (answers: ReadonlyArray<KeyName | KeyAnswer> = ["first"]) => {
  let asked = 0
  let givenUp = 0
  const current = Effect.suspend(() => {
    const source = sourceOf(answers[Math.min(asked, answers.length - 1)] ?? "first")
    asked += 1
    return Effect.onInterrupt(source, () =>
      Effect.sync(() => {
        givenUp += 1
      })
    )
  })
  return { layer: Layer.succeed(ApiKey, { current }), asked: () => asked, givenUp: () => givenUp }
}
