import type * as Net from "node:net"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Direction, Toxic } from "../../Toxic.js"
import type { SeededRandom } from "../world/random.js"
import { Cut, type Pass, type Piece, type Sleep, type ToxicEffect, toxicEffect } from "./toxicEffect.js"

/** A connection that broke on one side is reset on the other. */
const broken = () => new Cut({ how: "Reset" })

const readingEvents = ["readable", "end", "error", "close"] as const

/** Waits for the next bytes, and fails with none at the regular end. Node reads no further meanwhile than its buffer holds. */
const nextBytes = (source: Net.Socket): Effect.Effect<Uint8Array, Option.Option<Cut>> =>
  Effect.async((resume) => {
    const settle = () => {
      const bytes: Uint8Array | null = source.read()
      if (bytes !== null) done(Effect.succeed(bytes))
      else if (source.readableEnded) done(Effect.fail(Option.none()))
      else if (source.destroyed) done(Effect.fail(Option.some(broken())))
    }
    const done = (result: Effect.Effect<Uint8Array, Option.Option<Cut>>) => {
      stop()
      resume(result)
    }
    const stop = () => {
      for (const event of readingEvents) source.off(event, settle)
    }
    for (const event of readingEvents) source.on(event, settle)
    settle()
    return Effect.sync(stop)
  })

const received = (source: Net.Socket): Stream.Stream<Piece, Cut> =>
  Stream.repeatEffectOption(nextBytes(source)).pipe(
    Stream.mapEffect((bytes) => Effect.map(Clock.currentTimeMillis, (arrivedAt): Piece => ({ bytes, arrivedAt }))),
    // Data that waits for a toxic keeps its own time of arrival.
    Stream.buffer({ capacity: 16 })
  )

const writeTo =
  (sink: Net.Socket): Pass =>
  ({ bytes }) =>
    Effect.async((resume) => {
      sink.write(bytes, (error) => resume(error ? Effect.fail(broken()) : Effect.void))
    })

/** A toxic on one direction of a connection. */
interface Met {
  /** Toxics are met in the order of their numbers. */
  readonly number: number
  readonly effect: ToxicEffect
  /** Ends the waits of the toxic. */
  readonly removed: Deferred.Deferred<void>
}

/** One direction of a connection, with the toxics that it has met. */
export interface Pipe {
  /** Forwards data until the regular end of its source, or until the connection is cut. */
  readonly run: Effect.Effect<void, Cut>
  /** Adds a toxic, unless it is of the other direction, or its toxicity spares this connection. */
  readonly add: (toxic: Toxic) => Effect.Effect<void>
  readonly remove: (toxic: Toxic) => Effect.Effect<void>
}

export const make = (
  direction: Direction,
  source: Net.Socket,
  sink: Net.Socket,
  random: SeededRandom
): Effect.Effect<Pipe, never, Scope.Scope> =>
  Effect.gen(function* () {
    const scope = yield* Effect.scope
    const cut = yield* Deferred.make<never, Cut>()
    const met = new Map<Toxic, Met>()
    let added = 0

    const cutBy = (self: Effect.Effect<void, Cut>) =>
      Effect.catchAll(self, (reason) => Effect.asVoid(Deferred.fail(cut, reason)))

    const write = writeTo(sink)

    // Looked up when data has passed a toxic: by then there may be others.
    const passAfter =
      (number: number): Pass =>
      (piece) =>
        Effect.suspend(() => {
          for (const next of met.values()) {
            if (next.number > number) return next.effect.data(piece, passAfter(next.number))
          }
          return write(piece)
        })

    const forwardAll = Effect.gen(function* () {
      yield* Stream.runForEach(received(source), passAfter(0))
      yield* Effect.forEach([...met.values()], ({ effect }) => effect.end, { discard: true })
      yield* Effect.sync(() => sink.end())
    })

    return {
      run: Effect.raceFirst(forwardAll, Deferred.await(cut)),
      add: (toxic) =>
        Effect.suspend(() => {
          if (toxic.stream !== direction || random.next() >= toxic.toxicity) return Effect.void
          const removed = Deferred.unsafeMake<void>(FiberId.none)
          const sleep: Sleep = (duration) =>
            Effect.raceFirst(Effect.as(Effect.sleep(duration), true), Effect.as(Deferred.await(removed), false))
          const effect = toxicEffect(toxic, random, sleep)
          added += 1
          met.set(toxic, { number: added, effect, removed })
          return Effect.forkIn(cutBy(effect.meanwhile), scope)
        }),
      remove: (toxic) =>
        Effect.suspend(() => {
          const found = met.get(toxic)
          met.delete(toxic)
          if (found === undefined) return Effect.void
          return Effect.zipRight(cutBy(found.effect.removed), Deferred.succeed(found.removed, undefined))
        })
    }
  })
