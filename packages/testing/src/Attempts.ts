/** The key of each attempt, and the end of an attempt, stated once for every client. */
import { describe, expect, it } from "vitest"
import {
  after,
  connectionReset,
  type DocumentedFailure,
  deleted,
  documentedAs,
  keyExpired,
  silence,
  unavailable
} from "./Answers.js"
import { malformedKeys } from "./BearerTokens.js"
import {
  type Answer,
  type Client,
  type Ended,
  type KeyAnswer,
  type KeyName,
  type PolicyOptions,
  steady
} from "./Client.js"

const keysSent = ({ requests }: Ended) => requests.map(({ headers }) => headers["authorization"])

/** Declares the tests of a client. */
export const attempts = (client: Client, catalogue: ReadonlyArray<DocumentedFailure>): void => {
  const failureOf = (tag: string) => documentedAs(catalogue, tag)

  const call = (
    keys: ReadonlyArray<KeyName | KeyAnswer>,
    answers: ReadonlyArray<Answer>,
    policy: PolicyOptions | "none" = steady()
  ) => client({ keys, answers, policy })

  describe("the key", () => {
    it("is asked for at every attempt, and each attempt sends the one it got", async () => {
      const ended = await call(["first", "second", "first"], [unavailable(), unavailable(), deleted()])
      expect(keysSent(ended)).toEqual(["first", "second", "first"])
      expect(ended.keysAsked).toBe(3)
    })

    it("is asked for once by a call that succeeds at once", async () => {
      expect((await call(["first"], [deleted()])).keysAsked).toBe(1)
    })

    it("that is empty is sent by sending no Authorization header", async () => {
      const { failure, requests } = await call(["empty"], [failureOf("ApiKeyRequired")])
      expect(failure).toMatchObject({ _tag: "ApiKeyRequired", attempts: 1 })
      expect(requests[0]?.headers).toEqual({ accept: "application/json" })
    })
  })

  describe("a key that was rejected", () => {
    const rejections = [
      { code: "API_KEY_EXPIRED", tag: "ApiKeyExpired" },
      { code: "API_KEY_INVALID", tag: "ApiKeyInvalid" },
      { code: "API_KEY_DISABLED", tag: "ApiKeyDisabled" }
    ]

    it.for(rejections)("with $code is asked for again, and another one is taken up at once", async ({ tag }) => {
      const ended = await call(["first", "second"], [failureOf(tag), deleted()])
      expect(ended.link).toMatchObject({ confirmation: "Reply", attempts: 2 })
      expect(ended).toMatchObject({ sentAt: [0, 0], endedAt: 0 })
      expect(keysSent(ended)).toEqual(["first", "second"])
    })

    it.for(rejections)("with $code stands where the source still has the same one", async ({ tag }) => {
      // Another object with the same text: it is the text that counts.
      const ended = await call(["first", { key: "first", altered: (text) => text }], [failureOf(tag)])
      expect(ended.failure).toMatchObject({ _tag: tag, attempts: 1, outcome: "NotDeleted" })
      expect(ended.keysAsked).toBe(2)
    })

    it.for(rejections)("with $code stands when the other one is rejected too: there is no third", async ({ tag }) => {
      const ended = await call(["first", "second", "first"], [keyExpired, failureOf(tag)])
      expect(ended.failure).toMatchObject({ _tag: tag, attempts: 2 })
      expect(ended.keysAsked).toBe(2)
    })

    it.for(["ApiKeyRequired", "NotAMember", "LinkDeleteForbidden"])(
      "is not what %s says, so no other one is asked for",
      async (tag) => {
        const ended = await call(["first", "second"], [failureOf(tag)])
        expect(ended.failure).toMatchObject({ _tag: tag, attempts: 1 })
        expect(ended.keysAsked).toBe(1)
      }
    )

    it("stands where the source fails when it is asked again", async () => {
      const { failure } = await call(["first", "unavailable"], [keyExpired])
      expect(failure).toMatchObject({ _tag: "ApiKeyExpired", attempts: 1 })
    })

    it("stands where the source does not answer in the time of an attempt", async () => {
      const { endedAt, failure } = await call(["first", "silent"], [keyExpired], steady({ attemptTimeout: 4000 }))
      expect(failure).toMatchObject({ _tag: "ApiKeyExpired", attempts: 1 })
      expect(endedAt).toBe(4000)
    })

    it("stands where another one comes only at the deadline", async () => {
      const policy = steady({ attemptTimeout: 10_000, totalTimeout: 5000 })
      const ended = await call(["first", { key: "second", after: 5000 }], [keyExpired], policy)
      expect(ended.failure).toMatchObject({ _tag: "ApiKeyExpired", attempts: 1 })
      expect(ended).toMatchObject({ sentAt: [0], endedAt: 5000 })
    })

    it("is followed by another one up to the deadline, and that attempt is cut there", async () => {
      const policy = steady({ attemptTimeout: 4000, totalTimeout: 5000 })
      const ended = await call(["first", { key: "second", after: 3000 }], [keyExpired, silence], policy)
      expect(ended.failure).toMatchObject({ _tag: "TransportError", reason: "Timeout", attempts: 2 })
      expect(ended).toMatchObject({ sentAt: [0, 3000], endedAt: 5000 })
    })

    it("stands where no request is left, and no other one is asked for", async () => {
      const { failure, keysAsked } = await call(["first", "second"], [keyExpired], "none")
      expect(failure).toMatchObject({ _tag: "ApiKeyExpired", attempts: 1 })
      expect(keysAsked).toBe(1)
    })

    it("counts among the requests of maxAttempts together with the repeat", async () => {
      const answers = [keyExpired, unavailable(), unavailable()]
      const { failure, sentAt } = await call(["first", "second"], answers, steady({ maxAttempts: 3 }))
      expect(failure).toMatchObject({ _tag: "ServiceUnavailable", attempts: 3 })
      expect(sentAt).toEqual([0, 0, 1000])
    })

    it("may be followed by another one at a later attempt again", async () => {
      const answers = [keyExpired, unavailable(), failureOf("ApiKeyInvalid"), deleted()]
      const ended = await call(["first", "second", "second", "first"], answers)
      expect(keysSent(ended)).toEqual(["first", "second", "second", "first"])
      expect(ended.link).toMatchObject({ attempts: 4 })
    })

    it("leaves the outcome open where an attempt before it did", async () => {
      const { failure } = await call(["first"], [connectionReset, keyExpired])
      expect(failure).toMatchObject({ _tag: "ApiKeyExpired", attempts: 2, outcome: "Unknown" })
    })
  })

  describe("a source of keys", () => {
    it("that fails is a TransportError that says so; it is asked again, and nothing is sent", async () => {
      const ended = await call(["unavailable"], [], steady({ maxAttempts: 3 }))
      expect(ended.failure).toMatchObject({
        _tag: "TransportError",
        reason: "ApiKeyUnavailable",
        message: "The vault is sealed",
        attempts: 3,
        outcome: "NotDeleted"
      })
      expect(ended).toMatchObject({ sentAt: [], endedAt: 3000 })
    })

    it("that fails once costs one backoff", async () => {
      const { link, sentAt } = await call(["unavailable", "first"], [deleted()])
      expect(link).toMatchObject({ attempts: 2 })
      expect(sentAt).toEqual([1000])
    })

    it("that fails after a lost response leaves the outcome open", async () => {
      const { failure } = await call(["first", "unavailable"], [connectionReset], steady({ maxAttempts: 2 }))
      expect(failure).toMatchObject({ reason: "ApiKeyUnavailable", attempts: 2, outcome: "Unknown" })
    })

    it("that never answers is a timeout at which nothing was sent", async () => {
      const ended = await call(["silent"], [], steady({ maxAttempts: 1, attemptTimeout: 1500 }))
      expect(ended.failure).toMatchObject({
        _tag: "TransportError",
        reason: "Timeout",
        outcome: "NotDeleted",
        message: "No response within 1s 500ms"
      })
      expect(ended).toMatchObject({ sentAt: [], endedAt: 1500 })
    })

    it("that is slow leaves less time for the response", async () => {
      const policy = steady({ maxAttempts: 1, attemptTimeout: 3000 })
      const ended = await call([{ key: "first", after: 2000 }], [silence], policy)
      expect(ended).toMatchObject({ sentAt: [2000], endedAt: 3000 })
    })
  })

  describe("a key that is no Bearer token", () => {
    it.for(malformedKeys)("because of $name is never sent, never shown, and asked for again", async ({ altered }) => {
      const ended = await call([{ key: "first", altered }], [], steady({ maxAttempts: 2 }))
      expect(ended.failure).toMatchObject({
        _tag: "TransportError",
        reason: "ApiKeyUnavailable",
        message: "The API key cannot be sent: it is not a Bearer token (RFC 6750)",
        attempts: 2,
        outcome: "NotDeleted"
      })
      expect(ended).toMatchObject({ sentAt: [], endedAt: 1000, keysAsked: 2, showsKey: false })
    })

    it("is not taken up in place of a rejected one", async () => {
      const malformed: KeyAnswer = { key: "first", altered: (text) => `${text}\n` }
      const ended = await call(["first", malformed], [keyExpired], steady({ maxAttempts: 2 }))
      expect(ended.failure).toMatchObject({ _tag: "TransportError", reason: "ApiKeyUnavailable", attempts: 2 })
      expect(keysSent(ended)).toEqual(["first"])
    })
  })

  describe("an attempt", () => {
    it("ends with its timeout, and gives its request up", async () => {
      const policy = steady({ maxAttempts: 2, attemptTimeout: 3000 })
      const ended = await client({ answers: [], otherwise: silence, policy })
      expect(ended.failure).toMatchObject({ reason: "Timeout", message: "No response within 3s", outcome: "Unknown" })
      expect(ended).toMatchObject({ sentAt: [0, 4000], endedAt: 7000, givenUpAt: [3000, 7000] })
    })

    it("takes a response that comes just before its timeout", async () => {
      const ended = await call(["first"], [after(2999, deleted())], steady({ maxAttempts: 1, attemptTimeout: 3000 }))
      expect(ended.link).toMatchObject({ attempts: 1 })
      expect(ended.endedAt).toBe(2999)
    })
  })
}
