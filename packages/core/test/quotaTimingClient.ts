/** The times at which a quota of this client lets requests start, as the tests of behaviour that all clients share see it. */
import type { QuotaClient, QuotaRequest, QuotaScenario, Start } from "@effect-userplane/testing/QuotaTiming"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Quota from "../src/Quota.js"
import { onVirtualTime } from "./virtualClock.js"

export const quotaClient =
  (layerOf: (quota: QuotaScenario["quota"]) => Layer.Layer<Quota.Quota>): QuotaClient =>
  ({ quota, requests }) =>
    Effect.gen(function* () {
      const { permit } = yield* Quota.Quota
      const starts: Array<Start> = []
      const once = ({ comesAt = 0, fails, givenUpAfter, rateLimited, takes = 0 }: QuotaRequest, request: number) => {
        const sent = permit((permit) =>
          Effect.gen(function* () {
            starts.push({ request, at: yield* Clock.currentTimeMillis })
            yield* Effect.sleep(takes)
            if (rateLimited !== undefined) yield* permit.rateLimited(rateLimited)
            if (fails === true) return yield* Effect.fail("failed")
          })
        )
        const given = givenUpAfter === undefined ? sent : Effect.timeout(sent, givenUpAfter)
        return Effect.delay(Effect.ignore(given), comesAt)
      }
      yield* Effect.forEach(requests, once, { concurrency: "unbounded", discard: true })
      return starts
    }).pipe(Effect.provide(layerOf(quota)), onVirtualTime, Effect.runPromise)
