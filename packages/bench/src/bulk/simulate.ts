/** One clean-up in simulated time. */

import * as Userplane from "@effect-userplane/core/Userplane"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import { leastMillis, type Scenario } from "./scenario.js"
import { inSimulatedTime } from "./simulatedTime.js"
import type { Strategy } from "./strategies.js"
import { layer, others, prepare, type Tally } from "./userplane.js"

/** The time and the requests that a clean-up took. */
export interface Taken {
  readonly deleted: number
  readonly millis: number
  /** Relative to the minimum time under the quota, where nobody else uses it. */
  readonly overLeast: number | undefined
  readonly requestsPerLink: number
  readonly rateLimited: number
  readonly rateLimitedShare: number
}

export const simulate = (scenario: Scenario, strategy: Strategy): Effect.Effect<Taken, unknown> => {
  const tally: Tally = { requests: 0, rateLimited: 0 }
  return Effect.gen(function* () {
    const links = yield* prepare(scenario)
    if (scenario.othersShare > 0) yield* Effect.fork(others(scenario))
    const started = yield* Clock.currentTimeMillis
    const deleted = yield* strategy(links)
    const millis = (yield* Clock.currentTimeMillis) - started
    return {
      deleted,
      millis,
      overLeast: scenario.othersShare === 0 ? millis / leastMillis(scenario.links) : undefined,
      requestsPerLink: tally.requests / scenario.links,
      rateLimited: tally.rateLimited,
      rateLimitedShare: tally.rateLimited / tally.requests
    }
  }).pipe(
    Effect.provide(Layer.provideMerge(Userplane.layer({ apiKey: Fixtures.keys.member }), layer(scenario, tally))),
    Effect.withRandom(Random.make("a clean-up")),
    inSimulatedTime
  )
}
