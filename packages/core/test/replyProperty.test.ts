import { setImmediate } from "node:timers/promises"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FastCheck from "effect/FastCheck"
import * as Layer from "effect/Layer"
import * as ApiKey from "../src/ApiKey.js"
import type { DeleteLinkError } from "../src/DeleteLinkError.js"
import * as ErrorCatalogue from "../src/ErrorCatalogue.js"
import * as Reply from "../src/internal/reply.js"
import { DeletedLink, deleteLink } from "../src/Links.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import { Transport } from "../src/Transport.js"
import * as Userplane from "../src/Userplane.js"
import { replies } from "./arbitraries.js"
import { apiKey, ref } from "./fixtures.js"
import { asked } from "./replies.js"
import { brokenBy } from "./survival.js"

// 10,000 replies in all, in parts that stay short.
const numRuns = 2_500
const seeds = [1, 2, 3, 4]

const kindOf = Either.match({
  onLeft: (error: DeleteLinkError): string => ("reason" in error ? error.reason : error._tag),
  onRight: (link: DeletedLink): string => link.confirmation
})

const kinds = [
  ...Object.keys(ErrorCatalogue.byTag),
  "BodyTooLarge",
  "NotJson",
  "OtherLink",
  "Redirect",
  "Reply",
  "UndocumentedError",
  "UndocumentedStatus",
  "UnknownEnvelope"
]

// Every reply has a carrier of its own.
const unused = Layer.succeed(Transport, { send: () => Effect.dieMessage("This carrier is not used") })

// Writing the stacks of so many failures would take most of the time.
const { stackTraceLimit } = Error
beforeAll(() => {
  Error.stackTraceLimit = 0
})
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit
})

// These tests wait for nothing, so the runner is not heard before this.
afterEach(() => setImmediate())

describe("any reply at all", () => {
  describe.each(seeds)("from seed %i", (seed) => {
    it.prop(
      "is a deletion, or a typed failure that can be printed and sent on",
      { reply: replies, open: FastCheck.boolean() },
      ({ open, reply }) => {
        const result = Reply.read(reply, { ...asked, open })
        if (Either.isRight(result)) expect(result.right).toBeInstanceOf(DeletedLink)
        else expect(brokenBy(result.left)).toBeUndefined()
      },
      { timeout: 30_000, fastCheck: { numRuns, seed } }
    )

    it.live(
      "ends a call with one of these, never with a defect",
      () =>
        Effect.gen(function* () {
          const client = yield* Userplane.Userplane
          for (const reply of FastCheck.sample(replies, { numRuns, seed: -seed })) {
            const transport = { send: () => Effect.succeed(reply) }
            const result = yield* Effect.either(deleteLink(ref)).pipe(
              RetryPolicy.within(RetryPolicy.none),
              Effect.provideService(Userplane.Userplane, { ...client, transport })
            )
            expect(kinds).toContain(kindOf(result))
          }
        }).pipe(Effect.provide(Layer.provide(Userplane.layerTransport(), [unused, ApiKey.layer(apiKey)]))),
      30_000
    )
  })

  it("is of every kind now and then, so that the runs above reach every failure", () => {
    const results = FastCheck.sample(replies, { numRuns, seed: 1 }).map((reply) => Reply.read(reply, asked))
    expect(new Set(results.map(kindOf))).toEqual(new Set(kinds))
  })
})
