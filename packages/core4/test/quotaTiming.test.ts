import { type QuotaClient, type QuotaRequest, quotaTiming, type Start } from "@effect-userplane/testing/QuotaTiming"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import * as Quota from "../src/Quota.js"
import { runTest, started } from "./runTest.js"

const layers = { documented: Quota.layerDocumented, unlimited: Quota.layerUnlimited }

const client: QuotaClient = ({ quota, requests }) =>
  runTest(
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
      const fiber = yield* started(Effect.forEach(requests, once, { concurrency: "unbounded", discard: true }))
      yield* TestClock.adjust("100 days")
      yield* Fiber.join(fiber)
      return starts
    }).pipe(Effect.provide(typeof quota === "string" ? layers[quota] : Quota.layer(quota)))
  )

quotaTiming(client)
