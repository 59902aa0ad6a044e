import { describe, expect, it } from "@effect/vitest"
import * as ApiKey from "@effect-userplane/core/ApiKey"
import * as FetchTransport from "@effect-userplane/core/FetchTransport"
import { deleteLink } from "@effect-userplane/core/Links"
import * as RetryPolicy from "@effect-userplane/core/RetryPolicy"
import * as Userplane from "@effect-userplane/core/Userplane"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import * as FaultProxy from "../src/FaultProxy.js"
import * as Fixtures from "../src/Fixtures.js"
import * as Quota from "../src/Quota.js"
import * as Sandbox from "../src/Sandbox.js"
import * as SandboxServer from "../src/SandboxServer.js"
import * as Toxic from "../src/Toxic.js"
import { type NamedTransport, transports } from "./transports.js"
import { until } from "./until.js"
import * as Wire from "./wire.js"

const { keys, links, workspaces } = Fixtures

const ref = { workspaceId: workspaces.main, linkId: links.deletable }

const proxied = FaultProxy.layer().pipe(
  Layer.provideMerge(SandboxServer.layer()),
  Layer.provideMerge(Sandbox.layer({ quota: { windows: Quota.unlimited } }))
)

/** Deletes through the proxy with the real client. */
const deletion = (
  policy: RetryPolicy.Policy = RetryPolicy.none,
  transport: NamedTransport["layer"] = FetchTransport.layer
) =>
  Effect.gen(function* () {
    const { baseUrl } = yield* FaultProxy.FaultProxy
    const client = Userplane.layerTransport({ baseUrl }).pipe(
      Layer.provide([transport, ApiKey.layer(keys.member)]),
      Layer.orDie
    )
    return yield* deleteLink(ref).pipe(
      RetryPolicy.within(policy),
      Effect.either,
      Effect.map(Either.merge),
      Effect.provide(client)
    )
  })

/** In milliseconds. */
const hour = 3_600_000

const impatient: RetryPolicy.Policy = { ...RetryPolicy.none, attemptTimeout: Duration.millis(100) }

const wasDeleted = Effect.gen(function* () {
  const { link } = yield* Sandbox.Sandbox
  return (yield* link(links.deletable))?.deletedAt !== undefined
})

const addToxic = (toxic: Toxic.Toxic) => Effect.flatMap(FaultProxy.FaultProxy, (proxy) => proxy.addToxic(toxic))

interface Case {
  readonly toxic: Toxic.Toxic
  readonly policy?: RetryPolicy.Policy
  readonly result: object
  /** Without it, the time may be up before the request has arrived. */
  readonly deleted?: boolean
}

const deleted = { confirmation: "Reply" }

const lost = { _tag: "TransportError", reason: "ConnectionLost", outcome: "Unknown" }

const late = { _tag: "TransportError", reason: "Timeout", outcome: "Unknown" }

const cases: ReadonlyArray<readonly [string, Case]> = [
  [
    "a short latency",
    { toxic: Toxic.Latency.make({ attributes: { latency: 20, jitter: 10 } }), result: deleted, deleted: true }
  ],
  [
    "a latency of responses longer than the timeout",
    { toxic: Toxic.Latency.make({ attributes: { latency: 600_000 } }), policy: impatient, result: late }
  ],
  [
    "a latency of requests longer than the timeout",
    {
      toxic: Toxic.Latency.make({ stream: "upstream", attributes: { latency: 600_000 } }),
      policy: impatient,
      result: late,
      deleted: false
    }
  ],
  ["a low bandwidth", { toxic: Toxic.Bandwidth.make({ attributes: { rate: 10 } }), result: deleted, deleted: true }],
  [
    "a slicer of responses",
    { toxic: Toxic.Slicer.make({ attributes: { average_size: 8, size_variation: 7 } }), result: deleted, deleted: true }
  ],
  [
    "a slicer of requests",
    {
      toxic: Toxic.Slicer.make({ stream: "upstream", attributes: { average_size: 1 } }),
      result: deleted,
      deleted: true
    }
  ],
  [
    "a connection that is closed instead of the response",
    { toxic: Toxic.Timeout.make({ attributes: { timeout: 30 } }), result: lost }
  ]
]

describe.each(transports)("a deletion through the proxy over $name", ({ layer }) => {
  it.live.each(cases)("%s has its typed result", ([, { deleted, policy, result, toxic }]) =>
    Effect.gen(function* () {
      yield* addToxic(toxic)
      expect(yield* deletion(policy, layer)).toMatchObject(result)
      if (deleted !== undefined) expect(yield* wasDeleted).toBe(deleted)
    }).pipe(Effect.provide(proxied))
  )

  it.live("a 410 after a lost response is a success", () =>
    Effect.gen(function* () {
      const proxy = yield* FaultProxy.FaultProxy
      yield* proxy.addToxic(Toxic.ResetPeer.make({ attributes: {} }))
      const onceMore = Schedule.recurs(1).pipe(Schedule.tapInput(() => proxy.clearToxics))
      expect(yield* deletion(RetryPolicy.fromSchedule(onceMore), layer)).toMatchObject({
        confirmation: "GoneAfterLostReply",
        attempts: 2
      })
    }).pipe(Effect.provide(proxied))
  )
})

/** Opens a connection that is kept alive after its first response. */
const openAndAsk = (port: number) =>
  Effect.gen(function* () {
    const wire = yield* Wire.open(port)
    wire.send(Wire.request("keep-alive"))
    yield* until(Effect.sync(() => wire.received().endsWith("}")))
    return wire
  })

describe("a connection", () => {
  it.live("is forwarded to its regular end", () =>
    Effect.gen(function* () {
      const { port } = yield* FaultProxy.FaultProxy
      const { how, text } = yield* Wire.askOnce(port)
      expect(text).toContain("HTTP/1.1 200 OK")
      expect(text).toContain(ref.linkId)
      expect(how).toBe("closed")
    }).pipe(Effect.provide(proxied))
  )

  it.live.each([
    [Toxic.ResetPeer.make({ attributes: {} }), "reset", 0],
    [Toxic.LimitData.make({ attributes: { bytes: 12 } }), "closed", 12],
    [Toxic.Timeout.make({ attributes: { timeout: 10 } }), "closed", 0]
  ] as const)("is cut by %o", ([toxic, how, length]) =>
    Effect.gen(function* () {
      const { port } = yield* FaultProxy.FaultProxy
      yield* addToxic(toxic)
      const seen = yield* Wire.askOnce(port)
      expect({ how: seen.how, length: seen.text.length }).toEqual({ how, length })
    }).pipe(Effect.provide(proxied))
  )

  it.live("is closed late by a slow close", () =>
    Effect.gen(function* () {
      const { port } = yield* FaultProxy.FaultProxy
      yield* addToxic(Toxic.SlowClose.make({ attributes: { delay: 200 } }))
      const { after, text } = yield* Wire.askOnce(port)
      expect(text).toContain("HTTP/1.1 200 OK")
      // A timer never fires early. The server closes with its response, or a moment later.
      expect(after).toBeGreaterThan(100)
    }).pipe(Effect.provide(proxied))
  )

  it.live("meets a toxic added later, and is closed when a timeout toxic is removed", () =>
    Effect.gen(function* () {
      const proxy = yield* FaultProxy.FaultProxy
      const { requests } = yield* Sandbox.Sandbox
      const wire = yield* openAndAsk(proxy.port)
      const first = wire.received()
      yield* proxy.addToxic(Toxic.Timeout.make({ name: "silence", attributes: {} }))
      wire.send(Wire.request("keep-alive"))
      yield* until(Effect.map(requests, ({ length }) => length === 2))
      yield* proxy.removeToxic("silence")
      expect(yield* wire.ended).toMatchObject({ how: "closed" })
      expect(wire.received()).toBe(first)
    }).pipe(Effect.scoped, Effect.provide(proxied))
  )

  it.live.each([
    Toxic.Latency.make({ attributes: { latency: hour } }),
    Toxic.Bandwidth.make({ attributes: { rate: 1 } }),
    Toxic.Slicer.make({ attributes: { average_size: 16, delay: 1000 * hour } }),
    Toxic.ResetPeer.make({ attributes: { timeout: hour } })
  ])("receives at once what waits in a toxic that is removed: $type", (toxic) =>
    Effect.gen(function* () {
      const proxy = yield* FaultProxy.FaultProxy
      const wire = yield* Wire.open(proxy.port)
      yield* proxy.addToxic(toxic)
      wire.send(Wire.request("keep-alive"))
      yield* until(wasDeleted)
      yield* proxy.removeToxic(Toxic.nameOf(toxic))
      yield* until(Effect.sync(() => wire.received().endsWith("}")))
      expect(wire.received()).toContain("HTTP/1.1 200 OK")
    }).pipe(Effect.scoped, Effect.provide(proxied))
  )

  it.live("is closed at once when a slow close is removed", () =>
    Effect.gen(function* () {
      const proxy = yield* FaultProxy.FaultProxy
      const wire = yield* Wire.open(proxy.port)
      yield* proxy.addToxic(Toxic.SlowClose.make({ name: "late", attributes: { delay: hour } }))
      wire.send(Wire.request("close"))
      yield* until(Effect.sync(() => wire.received().endsWith("}")))
      yield* proxy.removeToxic("late")
      expect(yield* wire.ended).toMatchObject({ how: "closed" })
    }).pipe(Effect.scoped, Effect.provide(proxied))
  )

  it.live("meets a toxic added later with the data that already waits in another", () =>
    Effect.gen(function* () {
      const proxy = yield* FaultProxy.FaultProxy
      const wire = yield* Wire.open(proxy.port)
      yield* proxy.addToxic(Toxic.Slicer.make({ name: "hold", attributes: { average_size: 16, delay: 1000 * hour } }))
      wire.send(Wire.request("keep-alive"))
      yield* until(Effect.sync(() => wire.received().length === 16))
      yield* proxy.addToxic(Toxic.LimitData.make({ attributes: { bytes: 4 } }))
      yield* proxy.removeToxic("hold")
      expect(yield* wire.ended).toMatchObject({ how: "closed" })
      expect(wire.received()).toHaveLength(20)
    }).pipe(Effect.scoped, Effect.provide(proxied))
  )

  it.live("is closed when the server cannot be reached", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { port } = yield* Scope.extend(SandboxServer.make(), scope)
      yield* Scope.close(scope, Exit.void)
      const proxy = yield* FaultProxy.make({ serverPort: port })
      expect((yield* Wire.askOnce(proxy.port)).text).toBe("")
    }).pipe(Effect.scoped, Effect.provide(Sandbox.layer()))
  )
})

describe("toxics", () => {
  it.live("have names, and one of the same name replaces the other", () =>
    Effect.gen(function* () {
      const proxy = yield* FaultProxy.FaultProxy
      const one = Toxic.Latency.make({ attributes: { latency: 600_000 } })
      const other = Toxic.Latency.make({ attributes: { latency: 1 } })
      const slicer = Toxic.Slicer.make({ stream: "upstream", attributes: { average_size: 9 } })
      yield* Effect.forEach([one, slicer, other], proxy.addToxic)
      expect((yield* proxy.toxics).map(Toxic.nameOf)).toEqual(["slicer_upstream", "latency_downstream"])
      expect(yield* deletion()).toMatchObject(deleted)
      yield* proxy.removeToxic("unknown")
      yield* proxy.clearToxics
      expect(yield* proxy.toxics).toEqual([])
    }).pipe(Effect.provide(proxied))
  )

  it.live("affect the share of connections given by their toxicity, the same ones from the same seed", () =>
    Effect.gen(function* () {
      const { port } = yield* SandboxServer.SandboxServer
      const ends = (seed: number) =>
        Effect.gen(function* () {
          const proxy = yield* FaultProxy.make({ serverPort: port, seed })
          yield* proxy.addToxic(Toxic.LimitData.make({ toxicity: 0.5, attributes: { bytes: 0 } }))
          const seen = yield* Effect.replicateEffect(Wire.askOnce(proxy.port), 40)
          return seen.map(({ text }) => text === "")
        }).pipe(Effect.scoped)
      const first = yield* ends(1)
      expect(first.filter((met) => met).length).toBeGreaterThan(8)
      expect(first.filter((met) => met).length).toBeLessThan(32)
      expect(yield* ends(1)).toEqual(first)
      expect(yield* ends(2)).not.toEqual(first)
    }).pipe(Effect.provide(proxied))
  )

  it.effect.each([
    [{ type: "latency", attributes: { latency: 1000, jitter: 10 } }, "latency_downstream"],
    [{ name: "slow", type: "bandwidth", stream: "upstream", toxicity: 0.5, attributes: { rate: 9 } }, "slow"],
    [{ type: "slow_close", attributes: { delay: 1 } }, "slow_close_downstream"],
    [{ type: "timeout", attributes: { timeout: 0 } }, "timeout_downstream"],
    [{ type: "reset_peer", stream: "upstream", attributes: { timeout: 0 } }, "reset_peer_upstream"],
    [{ type: "slicer", attributes: { average_size: 10, size_variation: 5, delay: 10 } }, "slicer_downstream"],
    [{ type: "limit_data", attributes: { bytes: 0 } }, "limit_data_downstream"]
  ] as const)("%j decodes from Toxiproxy's JSON", ([json, name]) =>
    Effect.gen(function* () {
      const toxic = yield* Schema.decodeUnknown(Toxic.Toxic)(json)
      expect(Toxic.nameOf(toxic)).toBe(name)
      expect(toxic).toEqual({ stream: "downstream", toxicity: 1, ...json })
    })
  )

  it.effect.each([
    { type: "corrupt", attributes: {} },
    { type: "latency", attributes: { latency: -1 } },
    { type: "latency", toxicity: 2, attributes: {} },
    { type: "latency", stream: "sideways", attributes: {} },
    { type: "bandwidth", attributes: { rate: 0 } },
    { type: "slicer", attributes: { average_size: 3, size_variation: 3 } },
    { type: "limit_data", attributes: {} }
  ])("%j is rejected", (json) =>
    Effect.gen(function* () {
      expect((yield* Effect.flip(Schema.decodeUnknown(Toxic.Toxic)(json)))._tag).toBe("ParseError")
    })
  )
})

describe("the proxy", () => {
  it.live("listens on the given port, fails when it is taken, and stops with its scope", () =>
    Effect.gen(function* () {
      const { port: serverPort } = yield* SandboxServer.SandboxServer
      const scope = yield* Scope.make()
      const { port } = yield* Scope.extend(FaultProxy.make({ serverPort }), scope)
      expect(yield* Effect.flip(Effect.scoped(FaultProxy.make({ serverPort, port })))).toMatchObject({
        _tag: "ServeError",
        cause: { code: "EADDRINUSE" }
      })
      const wire = yield* openAndAsk(port)
      yield* Scope.close(scope, Exit.void)
      yield* wire.ended
      expect((yield* FaultProxy.make({ serverPort, port })).port).toBe(port)
    }).pipe(Effect.scoped, Effect.provide(proxied))
  )
})
