import { expect, it } from "@effect/vitest"
import { quotaWaits } from "@effect-userplane/testing/QuotaWaits"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Quota from "../src/Quota.js"
import { inQuotaWorld } from "./quotaWorld.js"

quotaWaits(inQuotaWorld)

it.effect("a window that is out of range is a defect, by an exception of Effect's", () =>
  Effect.gen(function* () {
    const exit = yield* Effect.exit(Effect.provide(Quota.Quota, Quota.layer([{ limit: 0, duration: "1 minute" }])))
    const message = "Quota: limit must be a whole number from 1, not 0"
    expect(exit).toEqual(Exit.die(new Cause.IllegalArgumentException(message)))
  })
)
