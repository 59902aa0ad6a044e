import { inspect } from "node:util"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import { describe, expect, it } from "@effect/vitest"
import { deleteLink } from "@effect-userplane/core/Links"
import * as Userplane from "@effect-userplane/core/Userplane"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/TestClock"
import * as Fault from "../src/Fault.js"
import * as Fixtures from "../src/Fixtures.js"
import * as Quota from "../src/Quota.js"
import * as Sandbox from "../src/Sandbox.js"
import * as SandboxHttpClient from "../src/SandboxHttpClient.js"

const { keys, links, workspaces } = Fixtures

const ref = { workspaceId: workspaces.main, linkId: links.deletable }

const bare = SandboxHttpClient.layer.pipe(Layer.provideMerge(Sandbox.layer()))

const client = Userplane.layer({ apiKey: keys.member }).pipe(Layer.provideMerge(bare), Layer.orDie)

const url = `https://api.userplane.io/api/v1/public/workspace/${ref.workspaceId}/links/${ref.linkId}`

const headers = { authorization: `Bearer ${Redacted.value(keys.member)}` }

const requestTimes = Effect.flatMap(Sandbox.Sandbox, ({ requests }) =>
  Effect.map(requests, (seen) => seen.map(({ at }) => at))
)

describe("on a TestClock", () => {
  it.effect("a deletion takes no time on the clock", () =>
    Effect.gen(function* () {
      expect(yield* deleteLink(ref)).toMatchObject({ ...ref, confirmation: "Reply", attempts: 1 })
      expect(yield* Clock.currentTimeMillis).toBe(0)
    }).pipe(Effect.provide(client))
  )

  it.effect("the busy link is deleted by the third attempt, not before the server's retry-after", () =>
    Effect.gen(function* () {
      const fiber = yield* Effect.fork(deleteLink({ ...ref, linkId: links.busy }))
      yield* TestClock.adjust("1 minute")
      expect(yield* Fiber.join(fiber)).toMatchObject({ confirmation: "Reply", attempts: 3 })
      const [first = 0, second = 0, third = 0] = yield* requestTimes
      expect(first).toBe(0)
      expect(third - second).toBeGreaterThanOrEqual(1000)
    }).pipe(Effect.provide(client), Effect.withRandom(Random.make("busy")))
  )

  it.effect.each([
    ["a response slower than the attempt timeout", Fault.Slow.make({ delay: Duration.hours(1) })],
    ["no response", Fault.NoReply.make()]
  ] as const)("%s times out after 30 seconds, and the next attempt finds the link gone", ([, fault]) =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(fault)
      const fiber = yield* Effect.fork(deleteLink(ref))
      yield* TestClock.adjust("1 minute")
      expect(yield* Fiber.join(fiber)).toMatchObject({ confirmation: "GoneAfterLostReply", attempts: 2 })
      const [first, second = 0] = yield* requestTimes
      expect(first).toBe(0)
      expect(second).toBeGreaterThanOrEqual(30_000)
    }).pipe(Effect.provide(client))
  )

  it.effect.each([
    ["a delayed request", Fault.Slow.make({ delay: Duration.hours(1), when: "BeforeActing" })],
    ["a request that is never carried out", Fault.NoReply.make({ when: "BeforeActing" })]
  ] as const)("%s times out, and the next attempt deletes the link", ([, fault]) =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* sandbox.addFault(fault)
      const fiber = yield* Effect.fork(deleteLink(ref))
      yield* TestClock.adjust("1 day")
      expect(yield* Fiber.join(fiber)).toMatchObject({ confirmation: "Reply", attempts: 2 })
      // The first request was not carried out as well.
      const [, second] = yield* requestTimes
      expect(yield* sandbox.link(ref.linkId)).toMatchObject({ deletedAt: second })
    }).pipe(Effect.provide(client))
  )

  it.effect("a call under a spent quota succeeds when the window is over", () =>
    Effect.gen(function* () {
      const spent = yield* deleteLink({ ...ref, linkId: links.gone }).pipe(Effect.either, Effect.replicateEffect(3))
      expect(spent.map((result) => Either.isLeft(result) && result.left._tag)).toEqual([
        "LinkGone",
        "LinkGone",
        "LinkGone"
      ])
      const fiber = yield* Effect.fork(deleteLink(ref))
      yield* TestClock.adjust("10 seconds")
      expect(yield* Fiber.join(fiber)).toMatchObject({ attempts: 2 })
      expect((yield* requestTimes).slice(3)).toEqual([0, 10_000])
    }).pipe(
      Effect.provide(
        Userplane.layer({ apiKey: keys.member }).pipe(
          Layer.provide(SandboxHttpClient.layer),
          Layer.provideMerge(
            Sandbox.layer({ quota: { windows: [{ limit: 3, duration: "10 seconds" }], retryAfter: "retry-after" } })
          )
        )
      )
    )
  )

  it.effect("an interrupt ends a request at once", () =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(Fault.NoReply.make())
      const fiber = yield* Effect.fork(deleteLink(ref))
      yield* TestClock.adjust("1 second")
      expect(Exit.isInterrupted(yield* Fiber.interrupt(fiber))).toBe(true)
    }).pipe(Effect.provide(client))
  )
})

describe("the HttpClient", () => {
  it.effect("answers requests to any host", () =>
    Effect.gen(function* () {
      const response = yield* HttpClient.del(url.replace("api.userplane.io", "elsewhere.example:99"), { headers })
      expect(response.status).toBe(200)
      expect(yield* response.json).toEqual({ message: "Link deleted successfully", data: ref })
    }).pipe(Effect.provide(bare))
  )

  it.effect("a broken connection is a RequestError with the reason Transport and Node's code", () =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(Fault.Reset.make())
      const error = yield* Effect.flip(HttpClient.del(url, { headers }))
      expect(error).toBeInstanceOf(HttpClientError.RequestError)
      expect(error).toMatchObject({ reason: "Transport", cause: { code: "ECONNRESET", message: "socket hang up" } })
    }).pipe(Effect.provide(bare))
  )

  it.effect("gives the body in every form", () =>
    Effect.gen(function* () {
      const response = yield* HttpClient.get(url.replace(/\/links\/.*/, "/links"))
      const text = yield* response.text
      expect(JSON.parse(text)).toMatchObject({ code: "API_KEY_REQUIRED" })
      expect(yield* response.json).toEqual(JSON.parse(text))
      expect(Buffer.from(yield* response.arrayBuffer).toString()).toBe(text)
      expect(yield* Stream.mkString(Stream.decodeText(response.stream))).toBe(text)
      expect(response.headers["content-type"]).toBe("application/json")
      expect(yield* response.urlParamsBody).toEqual([[text, ""]])
      expect(yield* Effect.flip(response.formData)).toMatchObject({ reason: "Decode" })
    }).pipe(Effect.provide(bare))
  )

  it.effect("a response without a body has an empty text, and its stream fails with EmptyBody", () =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(Fault.Redirect.make({ location: "/x" }))
      const response = yield* HttpClient.del(url, { headers })
      expect(yield* response.text).toBe("")
      expect(yield* response.json).toBeNull()
      expect(yield* Effect.flip(Stream.runDrain(response.stream))).toMatchObject({ reason: "EmptyBody" })
    }).pipe(Effect.provide(bare))
  )

  it.effect("an endless body can be read in part, and printing the response does not read it", () =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(Fault.EndlessBody.make())
      const response = yield* HttpClient.del(url, { headers })
      expect(inspect(response) + JSON.stringify(response)).not.toContain("Link deleted")
      const chunks = yield* Stream.runCollect(Stream.take(response.stream, 100))
      expect(Array.from(chunks).reduce((sum, chunk) => sum + chunk.byteLength, 0)).toBeGreaterThan(1024 * 1024)
    }).pipe(Effect.provide(bare))
  )

  it.effect("broken JSON is a ResponseError", () =>
    Effect.gen(function* () {
      const { addFault } = yield* Sandbox.Sandbox
      yield* addFault(Fault.CutJson.make())
      const response = yield* HttpClient.del(url, { headers })
      expect(yield* Effect.flip(response.json)).toMatchObject({ _tag: "ResponseError", reason: "Decode" })
    }).pipe(Effect.provide(bare))
  )

  it.effect("concurrent deletions delete exactly their links among a hundred thousand", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      const all = yield* sandbox.addLinks(100_000, { workspaceId: ref.workspaceId, creatorId: Fixtures.users.member })
      const named = all.map(({ linkId }) => linkId).filter((_, index) => index % 1000 === 0)
      yield* Effect.forEach(named, deleteLink({ workspaceId: ref.workspaceId }), { concurrency: 10 })
      const deleted = (yield* sandbox.snapshot).links.filter(({ deletedAt }) => deletedAt === 0)
      expect(deleted.map(({ linkId }) => linkId)).toEqual(named)
    }).pipe(
      Effect.provide(
        Userplane.layer({ apiKey: keys.member }).pipe(
          Layer.provide(SandboxHttpClient.layer),
          Layer.provideMerge(Sandbox.layer({ quota: { windows: Quota.unlimited } }))
        )
      )
    )
  )
})
