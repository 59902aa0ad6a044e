import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { describe, expect } from "vitest"
import * as RetryPolicy from "../src/RetryPolicy.js"
import { failureClasses } from "./failureClasses.js"
import { apiKey, otherKey, ref } from "./fixtures.js"
import { itEffect } from "./runTest.js"
import {
  type Answer,
  always,
  connectionRefused,
  connectionReset,
  deleted,
  documented,
  html,
  json,
  script,
  undocumented
} from "./scriptedTransport.js"
import { deleteUnder, failureOf, keysInTurn, linkOf, outcomeOf } from "./testClient.js"

// When is stated elsewhere: here nothing is waited for.
const baseDelay = 0
const attemptTimeout = 500
const policy = RetryPolicy.exponential({ baseDelay, attemptTimeout })
const twice = RetryPolicy.exponential({ baseDelay, attemptTimeout, maxAttempts: 2 })

const gone = documented("LinkGone", { "x-request-id": "req_2" })

const answered = (...answers: ReadonlyArray<Answer>) => outcomeOf(deleteUnder(policy), script(...answers))

const retried = failureClasses.filter((failure) => failure.retried)
const inDoubt = retried.filter(({ open }) => open)
const certain = retried.filter(({ open }) => !open)

describe("a first attempt that may have been carried out, then LINK_GONE", () => {
  itEffect.each(inDoubt)("is a success after $name", ({ answer }) =>
    Effect.gen(function* () {
      const link = linkOf(yield* answered(answer, gone))
      expect({ ...link }).toEqual({
        ...ref,
        message: "Link has been deleted",
        confirmation: "GoneAfterLostReply",
        attempts: 2,
        requestId: "req_2"
      })
    })
  )
})

describe("a first attempt that was certainly not carried out, then LINK_GONE", () => {
  itEffect.each(certain)("is LinkGone after $name", ({ answer }) =>
    Effect.gen(function* () {
      const failure = failureOf(yield* answered(answer, gone))
      expect(failure).toMatchObject({ _tag: "LinkGone", attempts: 2, outcome: "NotDeleted" })
    })
  )
})

describe("the outcome of a call that ends with this failure", () => {
  itEffect.each(failureClasses.map((failure) => ({ ...failure, outcome: failure.open ? "Unknown" : "NotDeleted" })))(
    "is $outcome at a single attempt that meets $name",
    ({ answer, outcome }) =>
      Effect.gen(function* () {
        const once = RetryPolicy.exponential({ maxAttempts: 1, attemptTimeout })
        expect(failureOf(yield* outcomeOf(deleteUnder(once), script(answer))).outcome).toBe(outcome)
      })
  )

  itEffect.each(failureClasses.filter(({ tag }) => tag !== "LinkGone"))(
    "is Unknown for good once a response was lost, then $name",
    ({ answer }) =>
      Effect.gen(function* () {
        const failure = failureOf(yield* outcomeOf(deleteUnder(twice), script(connectionReset, answer)))
        expect(failure).toMatchObject({ attempts: 2, outcome: "Unknown" })
      })
  )

  itEffect("is Unknown after the last attempt of many that were lost", () =>
    Effect.gen(function* () {
      const failure = failureOf(yield* outcomeOf(deleteUnder(policy), always(connectionReset)))
      expect(failure).toMatchObject({ _tag: "TransportError", attempts: 5, outcome: "Unknown" })
    })
  )

  itEffect("is NotDeleted after the last attempt of many that were refused", () =>
    Effect.gen(function* () {
      const failure = failureOf(yield* outcomeOf(deleteUnder(policy), always(documented("RateLimited"))))
      expect(failure).toMatchObject({ _tag: "RateLimited", attempts: 5, outcome: "NotDeleted" })
    })
  )
})

const limited = documented("RateLimited")
const unavailable = documented("ServiceUnavailable")
const failed = documented("LinkDeleteFailed")

describe("LINK_GONE", () => {
  itEffect("on the first attempt is the failure LinkGone", () =>
    Effect.gen(function* () {
      const failure = failureOf(yield* answered(gone))
      expect(failure).toMatchObject({ _tag: "LinkGone", attempts: 1, outcome: "NotDeleted" })
    })
  )

  const successes: ReadonlyArray<readonly [name: string, answers: ReadonlyArray<Answer>]> = [
    ["after a lost response and a spent quota", [connectionReset, limited, gone]],
    ["after a spent quota and a lost response", [limited, connectionReset, gone]],
    ["after a lost response and a refused connection", [connectionReset, connectionRefused, gone]],
    ["after four attempts, the first of them lost", [failed, limited, unavailable, connectionRefused, gone]],
    ["in the shape of the prose documentation", [failed, json(410, { error: "LINK_GONE", message: "m" })]]
  ]

  itEffect.each(successes)("is a success %s", ([, answers]) =>
    Effect.gen(function* () {
      const link = linkOf(yield* answered(...answers))
      expect(link).toMatchObject({ confirmation: "GoneAfterLostReply", attempts: answers.length })
    })
  )

  itEffect("is a failure after a spent quota, an absent key service and a refused connection", () =>
    Effect.gen(function* () {
      const failure = failureOf(yield* answered(limited, unavailable, connectionRefused, gone))
      expect(failure).toMatchObject({ _tag: "LinkGone", attempts: 4, outcome: "NotDeleted" })
    })
  )

  itEffect("is a success when another key had to be taken up in between", () =>
    Effect.gen(function* () {
      const keys = keysInTurn(Effect.succeed(apiKey), Effect.succeed(apiKey), Effect.succeed(otherKey))
      const server = script(connectionReset, documented("ApiKeyExpired"), gone)
      const link = linkOf(yield* outcomeOf(deleteUnder(policy), server, keys.layer))
      expect(link).toMatchObject({ confirmation: "GoneAfterLostReply", attempts: 3 })
      expect(server.requests[2]?.headers["authorization"]).toContain(Redacted.value(otherKey))
    })
  )
})

describe("after a lost response", () => {
  const others: ReadonlyArray<readonly [name: string, answer: Answer, tag: string]> = [
    ["WORKSPACE_GONE", documented("WorkspaceGone"), "WorkspaceGone"],
    ["LINK_NOT_FOUND", documented("LinkNotFound"), "LinkNotFound"],
    ["another 410", undocumented(410), "UndocumentedError"],
    ["a 410 of a gateway", html(410), "UnexpectedResponse"]
  ]

  itEffect.each(others)("%s is no success: it does not say that the link was deleted", ([, answer, tag]) =>
    Effect.gen(function* () {
      const failure = failureOf(yield* answered(connectionReset, answer))
      expect(failure).toMatchObject({ _tag: tag, attempts: 2, outcome: "Unknown" })
    })
  )

  itEffect("the confirmation of the deletion is a plain success", () =>
    Effect.gen(function* () {
      const link = linkOf(yield* answered(connectionReset, deleted()))
      expect(link).toMatchObject({ confirmation: "Reply", attempts: 2 })
    })
  )
})
