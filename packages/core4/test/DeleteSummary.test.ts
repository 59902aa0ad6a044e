import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { describe, expect } from "vitest"
import { DeleteLinkError } from "../src/DeleteLinkError.js"
import * as DeleteSummary from "../src/DeleteSummary.js"
import { DeleteOutcome, deleteLinks } from "../src/Links.js"
import * as Quota from "../src/Quota.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import { ended, links, server } from "./bulkRun.js"
import { itEffect } from "./runTest.js"
import { after, connectionReset, deleted, documented } from "./scriptedTransport.js"

const outcomes = Effect.gen(function* () {
  const [first] = links(1)
  const world = server({
    lnk_1: first === undefined ? [] : [after("1 second", deleted(first))],
    lnk_2: [connectionReset, documented("LinkGone")],
    lnk_3: [documented("LinkGone")],
    lnk_4: [documented("LinkNotFound")],
    lnk_5: [documented("LinkNotFound")],
    lnk_6: [documented("LinkDeleteForbidden")]
  })
  const run = deleteLinks([...links(6), { workspaceId: "ws", linkId: "." }], { concurrency: 1 })
  const policy = RetryPolicy.layer(RetryPolicy.exponential({ jitter: "none" }))
  const quota = Quota.layer([{ limit: 3, duration: "1 minute" }])
  return (yield* ended(Stream.provide(run, policy), { server: world, quota })).outcomes
})

describe("the summary of a run", () => {
  itEffect("counts links, outcomes, confirmations, failures, requests and retries, and what was waited", () =>
    Effect.gen(function* () {
      const summary = yield* Stream.run(Stream.fromIterable(yield* outcomes), DeleteSummary.sink)
      expect(Schema.encodeSync(DeleteSummary.DeleteSummary)(summary)).toEqual({
        links: 7,
        outcomes: { Deleted: 2, AlreadyGone: 1, Failed: 4 },
        confirmations: { Reply: 1, GoneAfterLostReply: 1 },
        failures: { LinkNotFound: 2, LinkDeleteForbidden: 1, InvalidLinkRef: 1 },
        requests: 7,
        retries: 1,
        // 59 s for the fourth request, 1 s for the sixth, 59 s for the seventh.
        waited: 119_000,
        first: "1970-01-01T00:00:00.000Z",
        last: "1970-01-01T00:02:01.000Z"
      })
    })
  )

  itEffect("of no link is empty", () =>
    Effect.gen(function* () {
      expect(yield* Stream.run(Stream.empty, DeleteSummary.sink)).toEqual(DeleteSummary.empty)
      expect(Schema.encodeSync(DeleteSummary.DeleteSummary)(DeleteSummary.empty)).not.toHaveProperty("first")
    })
  )
})

describe("an outcome", () => {
  itEffect("comes back from JSON", () =>
    Effect.gen(function* () {
      const codec = Schema.fromJsonString(DeleteOutcome)
      for (const outcome of yield* outcomes) {
        const back = Schema.decodeSync(codec)(Schema.encodeSync(codec)(outcome))
        expect(back._tag).toBe(outcome._tag)
        expect(Schema.encodeSync(codec)(back)).toEqual(Schema.encodeSync(codec)(outcome))
        if (outcome._tag === "Failed") expect(Schema.is(DeleteLinkError)(outcome.error)).toBe(true)
      }
    })
  )
})
