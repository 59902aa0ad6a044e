import { describe, expect, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import { ParseError } from "effect/ParseResult"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/TestClock"
import type { Reply } from "../src/Exchange.js"
import * as Fault from "../src/Fault.js"
import * as Fixtures from "../src/Fixtures.js"
import * as Quota from "../src/Quota.js"
import * as Sandbox from "../src/Sandbox.js"
import { askDelete, askList, outcomeOf } from "./asking.js"

const { keys, links, workspaces } = Fixtures

const ref = { key: keys.owner, workspaceId: workspaces.main, linkId: links.deletable }

const ask = askDelete(ref)

/** In one word: what was answered, or what came in its place. */
const word = (reply: Reply): string => (reply._tag === "Answered" ? outcomeOf(reply) : reply._tag)

const words = (requests: ReadonlyArray<Effect.Effect<Reply, never, Sandbox.Sandbox>>) =>
  Effect.map(Effect.all(requests), (replies) => replies.map(word))

const seeded = (seed: number) => Effect.provide(Sandbox.layer({ seed, quota: { windows: Quota.unlimited } }))

const standard = seeded(7)

const html = Fault.GatewayHtml.make()

describe("a fault", () => {
  it.effect("meets one request, and no more", () =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(html)
      expect(yield* words([ask, ask, ask])).toEqual(["Html", "Deleted", "LinkGone"])
    }).pipe(standard)
  )

  it.effect("meets as many requests as it is told", () =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(html, { times: 2 })
      expect(yield* words([ask, askList(keys.owner, workspaces.main), ask])).toEqual(["Html", "Html", "Deleted"])
    }).pipe(standard)
  )

  it.effect("waits behind the one that was added before it", () =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(Fault.ServiceUnavailable.make())
      yield* addFault(Fault.RateLimited.make())
      yield* addFault(Fault.LinkDeleteFailed.make())
      expect(yield* words([ask, ask, ask, ask])).toEqual([
        "ServiceUnavailable",
        "RateLimited",
        "LinkDeleteFailed",
        "Deleted"
      ])
    }).pipe(standard)
  )

  it.effect("of a link leaves the others, and the listing, alone", () =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(html, { linkId: links.deletable })
      const other = askDelete({ ...ref, linkId: links.forbidden })
      expect(yield* words([other, askList(keys.owner, workspaces.main), ask])).toEqual(["Deleted", "Listed", "Html"])
    }).pipe(standard)
  )

  it.effect("that cannot come to bear waits for a request that it can", () =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(Fault.LinkDeleteFailed.make())
      const stranger = askDelete({ ...ref, key: keys.outsider })
      expect(yield* words([stranger, askList(keys.owner, workspaces.main), ask, ask])).toEqual([
        "NotAMember",
        "Listed",
        "LinkDeleteFailed",
        "Deleted"
      ])
    }).pipe(standard)
  )

  it.effect("of the envelope waits for a refusal", () =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(Fault.ProseEnvelope.make())
      const replies = yield* Effect.all([ask, ask, ask])
      expect(replies.map((reply) => reply._tag === "Answered" && reply.envelope)).toEqual([
        "OpenApi",
        "Prose",
        "OpenApi"
      ])
    }).pipe(standard)
  )

  it.effect("is forgotten when it is told", () =>
    Effect.gen(function* () {
      const { addFault, clearFaults } = yield* Sandbox.Sandbox
      yield* addFault(html, { times: Number.POSITIVE_INFINITY })
      yield* clearFaults
      expect(yield* words([ask])).toEqual(["Deleted"])
    }).pipe(standard)
  )

  it.effect("with a probability meets about that share of the requests, the same ones from the same seed", () =>
    Effect.gen(function* () {
      const met = (seed: number) =>
        Effect.gen(function* () {
          const { addFault } = yield* Sandbox.Sandbox
          yield* addFault(html, { probability: 0.2 })
          return yield* words(Array.from({ length: 2000 }, () => askList(keys.owner, workspaces.main)))
        }).pipe(seeded(seed))
      const [first, again, other] = yield* Effect.all([met(1), met(1), met(2)])
      const share = first.filter((outcome) => outcome === "Html").length / first.length
      expect(share).toBeGreaterThan(0.17)
      expect(share).toBeLessThan(0.23)
      expect(again).toEqual(first)
      expect(other).not.toEqual(first)
    })
  )

  it.effect("of probability 0 meets none, and lets the next fault through", () =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(Fault.Reset.make(), { probability: 0 })
      yield* addFault(html)
      expect(yield* words([ask, ask])).toEqual(["Html", "Deleted"])
    }).pipe(standard)
  )
})

describe("a slow reply", () => {
  const slow = (when: Fault.When) => Fault.Slow.make({ delay: Duration.seconds(5), when })

  it.effect("comes after its delay, to a request that was carried out at once", () =>
    Effect.gen(function* () {
      const { addFault, link } = yield* Sandbox.Sandbox
      yield* addFault(slow("AfterActing"))
      const fiber = yield* Effect.fork(ask)
      yield* TestClock.adjust(4999)
      expect(fiber.unsafePoll()).toBeNull()
      expect(yield* link(links.deletable)).toMatchObject({ deletedAt: 0 })
      yield* TestClock.adjust(1)
      expect(outcomeOf(yield* Fiber.join(fiber))).toBe("Deleted")
    }).pipe(standard)
  )

  it.effect("before acting leaves everything as it was until its delay is over", () =>
    Effect.gen(function* () {
      const { addFault, link } = yield* Sandbox.Sandbox
      yield* addFault(slow("BeforeActing"))
      const fiber = yield* Effect.fork(ask)
      yield* TestClock.adjust(4999)
      expect(yield* link(links.deletable)).toMatchObject({ deletedAt: undefined })
      yield* TestClock.adjust(1)
      expect(outcomeOf(yield* Fiber.join(fiber))).toBe("Deleted")
      expect(yield* link(links.deletable)).toMatchObject({ deletedAt: 5000 })
    }).pipe(standard)
  )

  it.effect("before acting, interrupted, leaves everything as it was", () =>
    Effect.gen(function* () {
      const { addFault, link } = yield* Sandbox.Sandbox
      yield* addFault(slow("BeforeActing"))
      const fiber = yield* Effect.fork(ask)
      yield* TestClock.adjust(4999)
      yield* Fiber.interrupt(fiber)
      yield* TestClock.adjust("1 day")
      expect(yield* link(links.deletable)).toMatchObject({ deletedAt: undefined })
    }).pipe(standard)
  )

  it.effect("meets one of two requests that come at the same time", () =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(slow("BeforeActing"))
      const fiber = yield* Effect.fork(ask)
      yield* TestClock.adjust(1)
      expect(outcomeOf(yield* ask)).toBe("Deleted")
      yield* TestClock.adjust(4999)
      expect(outcomeOf(yield* Fiber.join(fiber))).toBe("LinkGone")
    }).pipe(standard)
  )
})

describe("before and after acting", () => {
  const both = [
    ["UndefinedError", (when: Fault.When) => Fault.UndefinedError.make({ when }), "Undefined"],
    ["GatewayHtml", (when: Fault.When) => Fault.GatewayHtml.make({ when }), "Html"],
    ["NoReply", (when: Fault.When) => Fault.NoReply.make({ when }), "Silent"],
    ["LinkDeleteFailed", (when: Fault.When) => Fault.LinkDeleteFailed.make({ when }), "LinkDeleteFailed"]
  ] as const

  const deletedBy = (fault: Fault.Fault) =>
    Effect.gen(function* () {
      const { addFault, link } = yield* Sandbox.Sandbox
      yield* addFault(fault)
      const outcome = word(yield* ask)
      return { outcome, deleted: (yield* link(links.deletable))?.deletedAt !== undefined }
    }).pipe(standard)

  it.effect.each(both)("%s leaves the link alone, or deletes it, as it is told", ([, fault, outcome]) =>
    Effect.gen(function* () {
      expect(yield* deletedBy(fault("BeforeActing"))).toEqual({ outcome, deleted: false })
      expect(yield* deletedBy(fault("AfterActing"))).toEqual({ outcome, deleted: true })
    })
  )

  it.effect.each([
    [Fault.ServiceUnavailable.make(), "ServiceUnavailable", false],
    [Fault.RateLimited.make(), "RateLimited", false],
    [Fault.Reset.make(), "Broken", false],
    [Fault.Redirect.make({ location: "/" }), "Redirected", false],
    [Fault.LostReply.make(), "Broken", true],
    [Fault.CutJson.make(), "Cut", true],
    [Fault.OversizedBody.make(), "Oversized", true],
    [Fault.EndlessBody.make(), "Endless", true]
  ] as const)("%o is always of its kind", ([fault, outcome, deleted]) =>
    Effect.gen(function* () {
      expect(yield* deletedBy(fault)).toEqual({ outcome, deleted })
    })
  )
})

describe("a fault as JSON", () => {
  const text = Schema.parseJson(Fault.Fault)

  it("comes back as it went", () => {
    return FastCheck.assert(
      FastCheck.property(Arbitrary.make(Fault.Fault), (fault) => {
        const written = Schema.encodeSync(text)(fault)
        expect(Schema.encodeSync(text)(Schema.decodeSync(text)(written))).toBe(written)
      }),
      { seed: 4, numRuns: 500 }
    )
  })

  it.each([
    ["ServiceUnavailable", {}, Fault.ServiceUnavailable.make()],
    ["LinkDeleteFailed", {}, Fault.LinkDeleteFailed.make()],
    ["UndefinedError", {}, Fault.UndefinedError.make()],
    ["Slow", { delay: 250 }, Fault.Slow.make({ delay: Duration.millis(250) })],
    ["GatewayHtml", {}, Fault.GatewayHtml.make()],
    ["Redirect", { location: "/" }, Fault.Redirect.make({ location: "/" })],
    ["OversizedBody", {}, Fault.OversizedBody.make()]
  ])("%s has the defaults of its constructor", (_tag, fields, fault) => {
    expect(Schema.decodeUnknownSync(Fault.Fault)({ _tag, ...fields })).toEqual(fault)
  })

  it.each([
    { _tag: "Nonsense" },
    { _tag: "Slow" },
    { _tag: "Slow", delay: -1 },
    { _tag: "Slow", delay: Number.POSITIVE_INFINITY },
    { _tag: "Redirect", location: "/", status: 200 },
    { _tag: "UndefinedError", status: 200 },
    { _tag: "OversizedBody", bytes: -1 }
  ])("%o is none", (fault) => {
    expect(() => Schema.decodeUnknownSync(Fault.Fault)(fault)).toThrow(ParseError)
  })
})
