import { backoff, type FailedAttempt, type Randomness } from "@effect-userplane/testing/Backoff"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import { LinkNotFound, RateLimited, TransportError } from "../src/DeleteLinkError.js"
import { decide, startBackoff } from "../src/internal/call/retryDecision.js"
import type { FailedCall, Policy } from "../src/RetryPolicy.js"
import { withDraws } from "./fixedRandom.js"
import { ref } from "./fixtures.js"
import { policyOf } from "./policies.js"

const aYear = 365 * 24 * 3600 * 1000

const failureOf = ({ attempts = 1, retryAfter = 0, tag }: FailedAttempt): FailedCall => {
  const fields = { ...ref, attempts, outcome: "NotDeleted", message: "m" } as const
  switch (tag) {
    case "TransportError":
      return new TransportError({ ...fields, reason: "ConnectionFailed" })
    case "RateLimited":
      return new RateLimited({ ...fields, code: "RATE_LIMITED", status: 429, retryAfter: Duration.millis(retryAfter) })
    case "LinkNotFound":
      return new LinkNotFound({ ...fields, code: "LINK_NOT_FOUND", status: 404 })
  }
}

const waitsOf = (policy: Policy) =>
  Effect.gen(function* () {
    const found: Array<number> = []
    const backoff = startBackoff(policy)
    for (let attempts = 1; ; attempts += 1) {
      const failure = failureOf({ tag: "TransportError", attempts })
      const wait = yield* decide(policy, failure, backoff, { attempts, timeLeft: Number.POSITIVE_INFINITY })
      if (Option.isNone(wait)) return found
      found.push(wait.value)
    }
  })

const drawing = (randomness: Randomness) =>
  "seed" in randomness ? Random.withSeed(randomness.seed) : withDraws(...randomness.draws)

backoff({
  waitAfter: (plain, failed, timeLeft = aYear) => {
    const policy = policyOf(plain)
    const failure = failureOf(failed)
    const decision = decide(policy, failure, startBackoff(policy), { attempts: failure.attempts, timeLeft })
    return Option.getOrUndefined(Effect.runSync(decision))
  },
  waits: (policy, randomness = { draws: [0.5] }) => Effect.runSync(drawing(randomness)(waitsOf(policyOf(policy))))
})
