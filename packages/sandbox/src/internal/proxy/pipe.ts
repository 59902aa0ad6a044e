import type * as Net from "node:net"
import * as NodeStream from "@effect/platform-node/NodeStream"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Direction, Toxic } from "../../Toxic.js"
import type { Seeded } from "../world/random.js"
import { Cut, type Pass, type Piece, type ToxicEffect, toxicEffect } from "./toxicEffect.js"

/** A connection that broke on one side is broken on the other side, too. */
const broken = () => new Cut({ how: "Reset" })

const arrivals = (source: Net.Socket): Stream.Stream<Piece, Cut> =>
  NodeStream.fromReadable<Cut, Uint8Array>(() => source, broken, { closeOnDone: false }).pipe(
    Stream.mapEffect((bytes) => Effect.map(Clock.currentTimeMillis, (arrivedAt): Piece => ({ bytes, arrivedAt }))),
    // What waits for a toxic has arrived nonetheless.
    Stream.buffer({ capacity: 16 })
  )

const writeTo =
  (sink: Net.Socket): Pass =>
  ({ bytes }) =>
    Effect.async((resume) => {
      sink.write(bytes, (error) => resume(error ? Effect.fail(broken()) : Effect.void))
    })

/** One direction of a connection, and the toxics that it has met. */
export interface ProxyLink {
  /** Carries data until the regular end of its source, or until the connection is cut. */
  readonly run: Effect.Effect<void, Cut>
  /** Meets a toxic, unless it is of the other direction, or luck would have it otherwise. */
  readonly add: (toxic: Toxic) => Effect.Effect<void>
  readonly remove: (toxic: Toxic) => Effect.Effect<void>
}

export const make = (
  direction: Direction,
  source: Net.Socket,
  sink: Net.Socket,
  seeded: Seeded
): Effect.Effect<ProxyLink, never, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope
    const cut = yield* Deferred.make<never, Cut>()
    const met = new Map<Toxic, ToxicEffect>()

    const cutBy = (self: Effect.Effect<void, Cut>) =>
      Effect.catchAll(self, (reason) => Effect.asVoid(Deferred.fail(cut, reason)))

    const carry: Pass = (piece) =>
      [...met.values()].reduceRight<Pass>((pass, effect) => (piece) => effect.data(piece, pass), writeTo(sink))(piece)

    const carryAll = Effect.gen(function* () {
      yield* Stream.runForEach(arrivals(source), carry)
      yield* Effect.forEach([...met.values()], ({ end }) => end, { discard: true })
      yield* Effect.sync(() => sink.end())
    })

    return {
      run: Effect.raceFirst(carryAll, Deferred.await(cut)),
      add: (toxic) =>
        Effect.suspend(() => {
          if (toxic.stream !== direction || seeded.next() >= toxic.toxicity) return Effect.void
          const effect = toxicEffect(toxic, seeded)
          met.set(toxic, effect)
          return Effect.forkIn(cutBy(effect.meanwhile), scope)
        }),
      remove: (toxic) =>
        Effect.suspend(() => {
          const effect = met.get(toxic)
          met.delete(toxic)
          return effect === undefined ? Effect.void : cutBy(effect.removed)
        })
    }
  })
