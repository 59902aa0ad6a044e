import { describe, expect, it } from "@effect/vitest"
import * as Arbitrary from "effect/Arbitrary"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Fiber from "effect/Fiber"
import { ParseError } from "effect/ParseResult"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/TestClock"
import type { Response } from "../src/Exchange.js"
import * as Fault from "../src/Fault.js"
import * as Fixtures from "../src/Fixtures.js"
import * as Quota from "../src/Quota.js"
import * as Sandbox from "../src/Sandbox.js"
import { askDelete, askList, outcomeOf } from "./asking.js"

const { keys, links, workspaces } = Fixtures

const ref = { key: keys.owner, workspaceId: workspaces.main, linkId: links.deletable }

const ask = askDelete(ref)

/** Returns one word: the answer, or what arrived in its place. */
const word = (response: Response): string => (response._tag === "Answered" ? outcomeOf(response) : response._tag)

const words = (requests: ReadonlyArray<Effect.Effect<Response, never, Sandbox.Sandbox>>) =>
  Effect.map(Effect.all(requests), (responses) => responses.map(word))

const seeded = (seed: number) => Effect.provide(Sandbox.layer({ seed, quota: { windows: Quota.unlimited } }))

const standard = seeded(7)

const html = Fault.GatewayHtml.make()

describe("a fault", () => {
  it.effect("applies to one request by default", () =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(html)
      expect(yield* words([ask, ask, ask])).toEqual(["Html", "Deleted", "LinkGone"])
    }).pipe(standard)
  )

  it.effect("applies to `times` requests", () =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(html, { times: 2 })
      expect(yield* words([ask, askList(keys.owner, workspaces.main), ask])).toEqual(["Html", "Html", "Deleted"])
    }).pipe(standard)
  )

  it.effect("waits for the faults added before it", () =>
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

  it.effect("for a link does not affect other links or the listing", () =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(html, { linkId: links.deletable })
      const other = askDelete({ ...ref, linkId: links.forbidden })
      expect(yield* words([other, askList(keys.owner, workspaces.main), ask])).toEqual(["Deleted", "Listed", "Html"])
    }).pipe(standard)
  )

  it.effect("without effect on a request waits for the next one", () =>
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

  it.effect("DocumentedFailure waits where another failure comes first", () =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(Fault.DocumentedFailure.make({ tag: "LinkWorkspaceMismatch" }))
      const stranger = askDelete({ ...ref, key: keys.outsider })
      expect(yield* words([stranger, askList(keys.owner, workspaces.main), ask, ask])).toEqual([
        "NotAMember",
        "Listed",
        "LinkWorkspaceMismatch",
        "Deleted"
      ])
    }).pipe(standard)
  )

  it.effect("DocumentedFailure takes headers and data", () =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      const parts = { headers: { "retry-after": "3" }, data: { retryAfter: 3 } }
      yield* addFault(Fault.DocumentedFailure.make({ tag: "LinkNotFound", ...parts }))
      expect(yield* ask).toMatchObject({ _tag: "Answered", ...parts })
    }).pipe(standard)
  )

  it.effect("ProseEnvelope waits for a documented failure", () =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(Fault.ProseEnvelope.make())
      const responses = yield* Effect.all([ask, ask, ask])
      expect(responses.map((response) => response._tag === "Answered" && response.envelope)).toEqual([
        "OpenApi",
        "Prose",
        "OpenApi"
      ])
    }).pipe(standard)
  )

  it.effect("is removed by clearFaults", () =>
    Effect.gen(function* () {
      const { addFault, clearFaults } = yield* Sandbox.Sandbox
      yield* addFault(html, { times: Number.POSITIVE_INFINITY })
      yield* clearFaults
      expect(yield* words([ask])).toEqual(["Deleted"])
    }).pipe(standard)
  )

  it.effect("with a probability applies to about that share of the requests, the same ones from the same seed", () =>
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

  it.effect("with probability 0 applies to no request, and the next fault does", () =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(Fault.Reset.make(), { probability: 0 })
      yield* addFault(html)
      expect(yield* words([ask, ask])).toEqual(["Html", "Deleted"])
    }).pipe(standard)
  )
})

describe("a slow response", () => {
  const slow = (when: Fault.When) => Fault.Slow.make({ delay: Duration.seconds(5), when })

  it.effect("arrives after its delay, and the request is carried out at once", () =>
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

  it.effect("before acting changes nothing until its delay is over", () =>
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

  it.effect("before acting changes nothing when interrupted", () =>
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

  it.effect("applies to one of two concurrent requests", () =>
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

  it.effect.each(both)("%s before acting keeps the link, and after acting deletes it", ([, fault, outcome]) =>
    Effect.gen(function* () {
      expect(yield* deletedBy(fault("BeforeActing"))).toEqual({ outcome, deleted: false })
      expect(yield* deletedBy(fault("AfterActing"))).toEqual({ outcome, deleted: true })
    })
  )

  it.effect.each([
    [Fault.ServiceUnavailable.make(), "ServiceUnavailable", false],
    [Fault.RateLimited.make(), "RateLimited", false],
    [Fault.DocumentedFailure.make({ tag: "LinkGone" }), "LinkGone", false],
    [Fault.DocumentedFailure.make({ tag: "LinkDeleteFailed" }), "LinkDeleteFailed", false],
    [Fault.Reset.make(), "Broken", false],
    [Fault.Redirect.make({ location: "/" }), "Redirected", false],
    [Fault.LostReply.make(), "Broken", true],
    [Fault.CutJson.make(), "Cut", true],
    [Fault.OversizedBody.make(), "Oversized", true],
    [Fault.EndlessBody.make(), "Endless", true]
  ] as const)("%o always acts, or never", ([fault, outcome, deleted]) =>
    Effect.gen(function* () {
      expect(yield* deletedBy(fault)).toEqual({ outcome, deleted })
    })
  )
})

describe("a fault as JSON", () => {
  const text = Schema.parseJson(Fault.Fault)

  it("survives encoding and decoding", () => {
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
  ])("%s decodes with the defaults of its constructor", (_tag, fields, fault) => {
    expect(Schema.decodeUnknownSync(Fault.Fault)({ _tag, ...fields })).toEqual(fault)
  })

  it.each([
    { _tag: "Nonsense" },
    { _tag: "DocumentedFailure", tag: "LinkLost" },
    { _tag: "Slow" },
    { _tag: "Slow", delay: -1 },
    { _tag: "Slow", delay: Number.POSITIVE_INFINITY },
    { _tag: "Redirect", location: "/", status: 200 },
    { _tag: "UndefinedError", status: 200 },
    { _tag: "OversizedBody", bytes: -1 }
  ])("%o is rejected", (fault) => {
    expect(() => Schema.decodeUnknownSync(Fault.Fault)(fault)).toThrow(ParseError)
  })
})
