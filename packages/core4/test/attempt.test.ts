import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { describe, expect } from "vitest"
import { ApiKeyUnavailable } from "../src/ApiKey.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import { apiKey, otherKey } from "./fixtures.js"
import { itEffect } from "./runTest.js"
import {
  after,
  always,
  connectionReset,
  deleted,
  documented,
  type ScriptedTransport,
  script,
  silence
} from "./scriptedTransport.js"
import { deleteUnder, failureOf, type KeySource, keysInTurn, linkOf, outcomeOf } from "./testClient.js"

const steady = (options: RetryPolicy.ExponentialOptions = {}) => RetryPolicy.exponential({ ...options, jitter: "none" })

/** Which key each request carried, by its name: the keys themselves would show in the report of a failed test. */
const keysSent = ({ requests }: ScriptedTransport) =>
  requests.map(({ headers }) => {
    if (headers["authorization"] === `Bearer ${Redacted.value(apiKey)}`) return "apiKey"
    if (headers["authorization"] === `Bearer ${Redacted.value(otherKey)}`) return "otherKey"
    return headers["authorization"] === undefined ? "none" : "unknown"
  })

const first: KeySource = Effect.succeed(apiKey)
const second: KeySource = Effect.succeed(otherKey)
const failing: KeySource = Effect.fail(new ApiKeyUnavailable({ message: "The vault is sealed" }))

const unavailable = documented("ServiceUnavailable")
const expired = documented("ApiKeyExpired")

describe("the key", () => {
  itEffect("is asked for at every attempt, and each attempt sends the one it got", () =>
    Effect.gen(function* () {
      const keys = keysInTurn(first, second, first)
      const server = script(unavailable, unavailable, deleted())
      yield* outcomeOf(deleteUnder(steady()), server, keys.layer)
      expect(keysSent(server)).toEqual(["apiKey", "otherKey", "apiKey"])
      expect(keys.asked()).toBe(3)
    })
  )

  itEffect("is asked for once by a call that succeeds at once", () =>
    Effect.gen(function* () {
      const keys = keysInTurn(first)
      yield* outcomeOf(deleteUnder(steady()), script(deleted()), keys.layer)
      expect(keys.asked()).toBe(1)
    })
  )

  itEffect("that is empty is sent by sending no Authorization header", () =>
    Effect.gen(function* () {
      const server = script(documented("ApiKeyRequired"))
      const outcome = yield* outcomeOf(
        deleteUnder(steady()),
        server,
        keysInTurn(Effect.succeed(Redacted.make(""))).layer
      )
      expect(failureOf(outcome)).toMatchObject({ _tag: "ApiKeyRequired", attempts: 1 })
      expect(server.requests[0]?.headers).toEqual({ accept: "application/json" })
    })
  )
})

describe("a key that was rejected", () => {
  const refusals = [
    { code: "API_KEY_EXPIRED", tag: "ApiKeyExpired" },
    { code: "API_KEY_INVALID", tag: "ApiKeyInvalid" },
    { code: "API_KEY_DISABLED", tag: "ApiKeyDisabled" }
  ] as const

  itEffect.each(refusals)("with $code is asked for again, and another one is taken up at once", ({ tag }) =>
    Effect.gen(function* () {
      const keys = keysInTurn(first, second)
      const server = script(documented(tag), deleted())
      const outcome = yield* outcomeOf(deleteUnder(steady()), server, keys.layer)
      expect(linkOf(outcome)).toMatchObject({ confirmation: "Reply", attempts: 2 })
      expect(outcome).toMatchObject({ sentAt: [0, 0], endedAt: 0 })
      expect(keysSent(server)).toEqual(["apiKey", "otherKey"])
    })
  )

  itEffect.each(refusals)("with $code stands where the source still has the same one", ({ tag }) =>
    Effect.gen(function* () {
      // Another object with the same text: it is the text that counts.
      const keys = keysInTurn(first, Effect.succeed(Redacted.make(Redacted.value(apiKey))))
      const outcome = yield* outcomeOf(deleteUnder(steady()), script(documented(tag)), keys.layer)
      expect(failureOf(outcome)).toMatchObject({ _tag: tag, attempts: 1, outcome: "NotDeleted" })
      expect(keys.asked()).toBe(2)
    })
  )

  itEffect.each(refusals)("with $code stands when the other one is rejected too: there is no third", ({ tag }) =>
    Effect.gen(function* () {
      const keys = keysInTurn(first, second, first)
      const server = script(documented("ApiKeyExpired"), documented(tag))
      const outcome = yield* outcomeOf(deleteUnder(steady()), server, keys.layer)
      expect(failureOf(outcome)).toMatchObject({ _tag: tag, attempts: 2 })
      expect(keys.asked()).toBe(2)
    })
  )

  itEffect.each(["ApiKeyRequired", "NotAMember", "LinkDeleteForbidden"] as const)(
    "is not what %s says, so no other one is asked for",
    (tag) =>
      Effect.gen(function* () {
        const keys = keysInTurn(first, second)
        const outcome = yield* outcomeOf(deleteUnder(steady()), script(documented(tag)), keys.layer)
        expect(failureOf(outcome)).toMatchObject({ _tag: tag, attempts: 1 })
        expect(keys.asked()).toBe(1)
      })
  )

  itEffect("stands where the source fails when it is asked again", () =>
    Effect.gen(function* () {
      const outcome = yield* outcomeOf(deleteUnder(steady()), script(expired), keysInTurn(first, failing).layer)
      expect(failureOf(outcome)).toMatchObject({ _tag: "ApiKeyExpired", attempts: 1 })
    })
  )

  itEffect("stands where the source does not answer in the time of an attempt", () =>
    Effect.gen(function* () {
      const keys = keysInTurn(first, Effect.never)
      const policy = steady({ attemptTimeout: "4 seconds" })
      const outcome = yield* outcomeOf(deleteUnder(policy), script(expired), keys.layer)
      expect(failureOf(outcome)).toMatchObject({ _tag: "ApiKeyExpired", attempts: 1 })
      expect(outcome.endedAt).toBe(4000)
    })
  )

  itEffect("stands where another one comes only at the deadline", () =>
    Effect.gen(function* () {
      // In two steps, so that the clock of the test lets it win against the timeout of the same instant.
      const late = Effect.andThen(Effect.sleep("2 seconds"), Effect.delay(second, "3 seconds"))
      const keys = keysInTurn(first, late)
      const policy = steady({ attemptTimeout: "10 seconds", totalTimeout: "5 seconds" })
      const outcome = yield* outcomeOf(deleteUnder(policy), script(expired), keys.layer)
      expect(failureOf(outcome)).toMatchObject({ _tag: "ApiKeyExpired", attempts: 1 })
      expect(outcome).toMatchObject({ sentAt: [0], endedAt: 5000 })
    })
  )

  itEffect("is followed by another one up to the deadline, and that attempt is cut there", () =>
    Effect.gen(function* () {
      const keys = keysInTurn(first, Effect.delay(second, "3 seconds"))
      const policy = steady({ attemptTimeout: "4 seconds", totalTimeout: "5 seconds" })
      const outcome = yield* outcomeOf(deleteUnder(policy), script(expired, silence), keys.layer)
      expect(failureOf(outcome)).toMatchObject({ _tag: "TransportError", reason: "Timeout", attempts: 2 })
      expect(outcome).toMatchObject({ sentAt: [0, 3000], endedAt: 5000 })
    })
  )

  itEffect("stands where no request is left, and no other one is asked for", () =>
    Effect.gen(function* () {
      const keys = keysInTurn(first, second)
      const outcome = yield* outcomeOf(deleteUnder(RetryPolicy.none), script(expired), keys.layer)
      expect(failureOf(outcome)).toMatchObject({ _tag: "ApiKeyExpired", attempts: 1 })
      expect(keys.asked()).toBe(1)
    })
  )

  itEffect("counts among the requests of maxAttempts together with the repeat", () =>
    Effect.gen(function* () {
      const keys = keysInTurn(first, second)
      const server = script(expired, unavailable, unavailable)
      const outcome = yield* outcomeOf(deleteUnder(steady({ maxAttempts: 3 })), server, keys.layer)
      expect(failureOf(outcome)).toMatchObject({ _tag: "ServiceUnavailable", attempts: 3 })
      expect(outcome.sentAt).toEqual([0, 0, 1000])
    })
  )

  itEffect("may be followed by another one at a later attempt again", () =>
    Effect.gen(function* () {
      const keys = keysInTurn(first, second, second, first)
      const server = script(expired, unavailable, documented("ApiKeyInvalid"), deleted())
      const outcome = yield* outcomeOf(deleteUnder(steady()), server, keys.layer)
      expect(keysSent(server)).toEqual(["apiKey", "otherKey", "otherKey", "apiKey"])
      expect(linkOf(outcome).attempts).toBe(4)
    })
  )

  itEffect("leaves the outcome open where an attempt before it did", () =>
    Effect.gen(function* () {
      const outcome = yield* outcomeOf(deleteUnder(steady()), script(connectionReset, expired))
      expect(failureOf(outcome)).toMatchObject({ _tag: "ApiKeyExpired", attempts: 2, outcome: "Unknown" })
    })
  )
})

describe("a source of keys", () => {
  itEffect("that fails is a TransportError that says so; it is asked again, and nothing is sent", () =>
    Effect.gen(function* () {
      const outcome = yield* outcomeOf(deleteUnder(steady({ maxAttempts: 3 })), script(), keysInTurn(failing).layer)
      expect(failureOf(outcome)).toMatchObject({
        _tag: "TransportError",
        reason: "ApiKeyUnavailable",
        message: "The vault is sealed",
        attempts: 3,
        outcome: "NotDeleted"
      })
      expect(outcome).toMatchObject({ sentAt: [], endedAt: 3000 })
    })
  )

  itEffect("that fails once costs one backoff", () =>
    Effect.gen(function* () {
      const outcome = yield* outcomeOf(deleteUnder(steady()), script(deleted()), keysInTurn(failing, first).layer)
      expect(linkOf(outcome).attempts).toBe(2)
      expect(outcome.sentAt).toEqual([1000])
    })
  )

  itEffect("that fails after a lost response leaves the outcome open", () =>
    Effect.gen(function* () {
      const policy = steady({ maxAttempts: 2 })
      const outcome = yield* outcomeOf(deleteUnder(policy), script(connectionReset), keysInTurn(first, failing).layer)
      expect(failureOf(outcome)).toMatchObject({ reason: "ApiKeyUnavailable", attempts: 2, outcome: "Unknown" })
    })
  )

  itEffect("that never answers is a timeout at which nothing was sent", () =>
    Effect.gen(function* () {
      const policy = steady({ maxAttempts: 1, attemptTimeout: "1500 millis" })
      const outcome = yield* outcomeOf(deleteUnder(policy), script(), keysInTurn(Effect.never).layer)
      expect(failureOf(outcome)).toMatchObject({
        _tag: "TransportError",
        reason: "Timeout",
        outcome: "NotDeleted",
        message: "No response within 1s 500ms"
      })
      expect(outcome).toMatchObject({ sentAt: [], endedAt: 1500 })
    })
  )

  itEffect("that is slow leaves less time for the response", () =>
    Effect.gen(function* () {
      const keys = keysInTurn(Effect.delay(first, "2 seconds"))
      const policy = steady({ maxAttempts: 1, attemptTimeout: "3 seconds" })
      const outcome = yield* outcomeOf(deleteUnder(policy), script(silence), keys.layer)
      expect(outcome).toMatchObject({ sentAt: [2000], endedAt: 3000 })
    })
  )
})

describe("a key that is no Bearer token", () => {
  const text = Redacted.value(apiKey)
  const malformed: ReadonlyArray<readonly [name: string, key: string]> = [
    ["a newline at its end", `${text}\n`],
    ["a header of its own", `${text}\r\nx-evil: 1`],
    ["a space at its beginning", ` ${text}`],
    ["a space at its end", `${text} `],
    ["a space inside", `${text} ${text}`],
    ["a tab inside", `${text}\t${text}`],
    ["a NUL", `${text}\0`],
    ["a DEL", `${text}\x7f`],
    ["an accent", `${text}é`],
    ["a Chinese character", `${text}鍵`],
    ["an emoji", `${text}🔑`],
    ["a zero-width space", `${text}\u200b`],
    ["quotation marks", `"${text}"`],
    ["a comma", `${text},${text}`],
    ["an equals sign inside", `${text}=${text}`],
    ["nothing but a space", " "],
    ["nothing but padding", "=="]
  ]

  const shown = (failure: unknown) => [String(failure), JSON.stringify(failure)].join()

  itEffect.each(malformed)("because of %s is never sent, never shown, and asked for again", ([, key]) =>
    Effect.gen(function* () {
      const keys = keysInTurn(Effect.succeed(Redacted.make(key)))
      const outcome = yield* outcomeOf(deleteUnder(steady({ maxAttempts: 2 })), script(), keys.layer)
      expect(failureOf(outcome)).toMatchObject({
        _tag: "TransportError",
        reason: "ApiKeyUnavailable",
        message: "The API key cannot be sent: it is not a Bearer token (RFC 6750)",
        attempts: 2,
        outcome: "NotDeleted"
      })
      expect(outcome).toMatchObject({ sentAt: [], endedAt: 1000 })
      expect(keys.asked()).toBe(2)
      expect(shown(failureOf(outcome)).includes(text)).toBe(false)
    })
  )

  itEffect("is not taken up in place of a rejected one", () =>
    Effect.gen(function* () {
      const keys = keysInTurn(first, Effect.succeed(Redacted.make(`${text}\n`)))
      const server = script(expired)
      const outcome = yield* outcomeOf(deleteUnder(steady({ maxAttempts: 2 })), server, keys.layer)
      expect(failureOf(outcome)).toMatchObject({ _tag: "TransportError", reason: "ApiKeyUnavailable", attempts: 2 })
      expect(keysSent(server)).toEqual(["apiKey"])
    })
  )
})

describe("an attempt", () => {
  itEffect("ends with its timeout, and gives its request up", () =>
    Effect.gen(function* () {
      const server = always(silence)
      const policy = steady({ maxAttempts: 2, attemptTimeout: "3 seconds" })
      const outcome = yield* outcomeOf(deleteUnder(policy), server)
      expect(failureOf(outcome)).toMatchObject({
        reason: "Timeout",
        message: "No response within 3s",
        outcome: "Unknown"
      })
      expect(outcome).toMatchObject({ sentAt: [0, 4000], endedAt: 7000 })
      expect(server.interruptions.map((at) => at - (server.requests[0]?.at ?? 0))).toEqual([3000, 7000])
    })
  )

  itEffect("takes a response that comes just before its timeout", () =>
    Effect.gen(function* () {
      const policy = steady({ maxAttempts: 1, attemptTimeout: "3 seconds" })
      const outcome = yield* outcomeOf(deleteUnder(policy), script(after("2999 millis", deleted())))
      expect(linkOf(outcome).attempts).toBe(1)
      expect(outcome.endedAt).toBe(2999)
    })
  )
})
