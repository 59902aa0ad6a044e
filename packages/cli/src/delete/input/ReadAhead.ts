/**
 * Reads the beginning of a pipe ahead, so that what is short is known as a whole before anything is done with it.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Take from "effect/Take"

/** The most that is read ahead, in bytes. */
const mostBytes = 1024 * 1024

/** The time a writer that has begun is waited for: one that goes on slowly means its lines to be taken as they come. */
const patience = "250 millis"

/**
 * The part of the input that was read.
 *
 * @since 0.1.0
 * @category models
 */
export interface ReadAhead<E> {
  /** Everything: what was read ahead, and what follows it. */
  readonly bytes: Stream.Stream<Uint8Array, E>
  /** True when nothing follows, so that the bytes can be read again and again. */
  readonly isWhole: boolean
}

/**
 * Reads ahead until the end, but not for long and not much. The first bytes are waited for however long they take.
 *
 * @since 0.1.0
 * @category constructors
 */
export const readAhead = <E, R>(
  bytes: Stream.Stream<Uint8Array, E, R>
): Effect.Effect<ReadAhead<E>, never, R | Scope.Scope> =>
  Effect.gen(function* () {
    const queue = yield* Stream.toQueue(bytes, { capacity: 1 })
    const read: Array<Take.Take<Uint8Array, E>> = []
    let size = 0
    /** Tells whether there may be more. */
    const take = Effect.map(Queue.take(queue), (taken) => {
      read.push(taken)
      return Take.match(taken, {
        onEnd: () => false,
        onFailure: () => false,
        onSuccess: (chunks) => {
          for (const chunk of chunks) size += chunk.length
          return size < mostBytes
        }
      })
    })
    if (yield* take) yield* Effect.timeoutOption(Effect.repeat(take, { while: (mayBeMore) => mayBeMore }), patience)
    const last = read.at(-1)
    const isWhole = last !== undefined && Take.isDone(last)
    const ahead = Stream.fromIterable(read)
    return {
      bytes: Stream.flattenTake(isWhole ? ahead : Stream.concat(ahead, Stream.fromQueue(queue))),
      isWhole
    }
  })
