/** One deletion through a fault proxy, the step of it at which a toxic takes hold, and the ways it can end. */
import { setImmediate } from "node:timers/promises"
import * as ApiKey from "@effect-userplane/core/ApiKey"
import type { DeleteLinkError } from "@effect-userplane/core/DeleteLinkError"
import { type DeletedLink, deleteLink, type LinkRef } from "@effect-userplane/core/Links"
import * as RetryPolicy from "@effect-userplane/core/RetryPolicy"
import * as Userplane from "@effect-userplane/core/Userplane"
import * as Effect from "effect/Effect"
import type * as Either from "effect/Either"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/TestClock"
import * as TestContext from "effect/TestContext"
import * as TestServices from "effect/TestServices"
import * as FaultProxy from "../src/FaultProxy.js"
import * as Fixtures from "../src/Fixtures.js"
import * as Sandbox from "../src/Sandbox.js"
import * as SandboxServer from "../src/SandboxServer.js"
import * as Toxic from "../src/Toxic.js"
import * as Sockets from "./sockets.js"
import type { NamedTransport } from "./transports.js"
import { until } from "./until.js"

/** In milliseconds: longer than any test. */
export const hour = 3_600_000

/** How far a deletion has come. */
interface Progress {
  readonly sentBytes: number
  readonly arrivedBytes: number
  readonly deleted: boolean
  readonly responseBytes: number
}

/** A step of a deletion at which a toxic takes hold. */
export interface Step {
  readonly name: string
  readonly stream: Toxic.Direction
  /** Whether the step is reached, from the progress now and before the call. */
  readonly isReached: (now: Progress, before: Progress) => boolean
  /** How many bytes pass before the toxic takes hold. */
  readonly passing?: number
  /** Whether the call is made on a connection that an earlier call has used. */
  readonly kept?: true
}

export type Result = Either.Either<DeletedLink, DeleteLinkError>

export interface ProxiedDeletion {
  /** The call: one request. */
  readonly call: Effect.Effect<Result>
  /** Waits until the call is at the step, and has met the toxic. */
  readonly reached: Effect.Effect<void>
  /** Removes the toxic. */
  readonly removeToxic: Effect.Effect<void>
  /** What really happened: the requests that arrived, and whether the link is deleted. */
  readonly truth: Effect.Effect<{ readonly arrived: number; readonly deleted: boolean }>
  /** Waits until the connection of the call is closed. */
  readonly disconnected: Effect.Effect<void>
}

/** Ids so long that a request has 2.5 KB and its response 1.2 KB: either passes in parts, and slowly at a low bandwidth. */
const longId = (number: number) => String(number).padStart(255, "漢")

/** Prepares a deletion of a link of its own, over a transport and a proxy of its own. */
export const prepare = (transport: NamedTransport, toxic: Toxic.Toxic, step: Step) =>
  Effect.gen(function* () {
    const { addLink, link, requests, snapshot } = yield* Sandbox.Sandbox
    const server = yield* SandboxServer.SandboxServer
    const proxy = yield* FaultProxy.make({ serverPort: server.port })
    const sockets = yield* Sockets.watch
    const client = yield* Layer.build(
      Userplane.layerTransport({ baseUrl: proxy.baseUrl }).pipe(
        Layer.provide([transport.layer, ApiKey.layer(Fixtures.keys.member)])
      )
    )
    const deletionOf = (ref: LinkRef) =>
      deleteLink(ref).pipe(RetryPolicy.within(RetryPolicy.none), Effect.either, Effect.provide(client))

    const workspaceId = Fixtures.workspaces.main
    const linkId = longId((yield* snapshot).links.length)
    yield* addLink({ workspaceId, linkId, creatorId: Fixtures.users.member })
    const deleted = Effect.map(link(linkId), (found) => found?.deletedAt !== undefined)
    const path = encodeURIComponent(linkId)
    const arrived = Effect.map(requests, (all) => all.filter((request) => request.path.endsWith(path)).length)

    const progress = Effect.map(
      deleted,
      (deleted): Progress => ({
        sentBytes: sockets.receivedBy(proxy.port),
        arrivedBytes: sockets.receivedBy(server.port),
        responseBytes: sockets.receivedFrom(proxy.port),
        deleted
      })
    )
    if (step.kept === true) {
      yield* deletionOf({ workspaceId, linkId: Fixtures.links.gone })
      // A turn of the event loop later, the transport has the connection back.
      yield* Effect.promise(() => setImmediate())
    }
    const before = yield* progress
    const atStep = until(Effect.map(progress, (now) => step.isReached(now, before)))

    const takeHold = Effect.gen(function* () {
      if (step.passing === undefined) {
        yield* proxy.addToxic(toxic)
        return atStep
      }
      // The first bytes pass, and what waits behind them meets the toxic.
      const attributes = { average_size: step.passing, delay: 1000 * hour }
      yield* proxy.addToxic(Toxic.Slicer.make({ name: "hold", stream: step.stream, attributes }))
      return atStep.pipe(Effect.zipRight(proxy.addToxic(toxic)), Effect.zipRight(proxy.removeToxic("hold")))
    })

    return {
      call: deletionOf({ workspaceId, linkId }),
      reached: yield* takeHold,
      removeToxic: proxy.removeToxic(Toxic.nameOf(toxic)),
      truth: Effect.all({ arrived, deleted }),
      disconnected: until(Effect.sync(() => !sockets.areOpenTo(proxy.port)))
    } satisfies ProxiedDeletion
  })

/** The call ends by itself. */
export const byItself = ({ call, reached }: ProxiedDeletion) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(call)
    yield* reached
    return yield* Fiber.join(fiber)
  })

/** The toxic is removed while the call waits. */
export const whenRemoved = (deletion: ProxiedDeletion) =>
  byItself({ ...deletion, reached: Effect.zipRight(deletion.reached, deletion.removeToxic) })

/** The time of the call is up, on a clock of its own. */
export const whenTimeIsUp = ({ call, reached }: ProxiedDeletion) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(call)
    yield* TestServices.provideLive(reached)
    yield* TestClock.adjust(hour)
    return yield* Fiber.join(fiber)
  }).pipe(
    Effect.provide(TestContext.TestContext),
    // In a fiber of its own: the clock would stay with the test otherwise.
    Effect.fork,
    Effect.flatMap(Fiber.await),
    Effect.flatten
  )

/** The call is interrupted while it waits. */
export const whenInterrupted = ({ call, reached }: ProxiedDeletion) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.fork(call)
    yield* reached
    return yield* Fiber.interrupt(fiber)
  })
