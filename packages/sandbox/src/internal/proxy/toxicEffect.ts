import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Toxic } from "../../Toxic.js"
import type { SeededRandom } from "../world/random.js"

/** Data on its way, and its time of arrival in milliseconds since the epoch. */
export interface Piece {
  readonly bytes: Uint8Array
  readonly arrivedAt: number
}

/** The early end of a connection. */
export class Cut extends Data.TaggedError("Cut")<{ readonly how: "Closed" | "Reset" }> {}

const closed = new Cut({ how: "Closed" })

/** Forwards data. */
export type Pass = (piece: Piece) => Effect.Effect<void, Cut>

/** Sleeps until the toxic is removed, at most. Returns whether it is still there. */
export type Sleep = (duration: Duration.DurationInput) => Effect.Effect<boolean>

/** The effect of a toxic on one direction of one connection. */
export interface ToxicEffect {
  /** Handles data. */
  readonly data: (piece: Piece, pass: Pass) => Effect.Effect<void, Cut>
  /** Runs before the regular end. */
  readonly end: Effect.Effect<void>
  /** Runs by itself, from the time the toxic is added. */
  readonly meanwhile: Effect.Effect<void, Cut>
  /** Runs when the toxic is removed. */
  readonly removed: Effect.Effect<void, Cut>
}

const harmless: ToxicEffect = {
  data: (piece, pass) => pass(piece),
  end: Effect.void,
  meanwhile: Effect.void,
  removed: Effect.void
}

const sleepUntil = (time: number, sleep: Sleep) =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => (time > now ? sleep(time - now) : Effect.void))

/** A whole number up to `variation` from the middle. */
const vary = (random: SeededRandom, middle: number, variation: number): number =>
  Math.max(0, middle - variation + Math.floor(random.next() * (2 * variation + 1)))

/** Cuts data into slices, with a new size for each. */
const slices = function* (bytes: Uint8Array, size: () => number): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; ) {
    const end = start + size()
    yield bytes.subarray(start, end)
    start = end
  }
}

const latency = (delay: () => number, sleep: Sleep): ToxicEffect => ({
  ...harmless,
  // Counted from its arrival: what waits behind other data does not wait twice.
  data: (piece, pass) => Effect.zipRight(sleepUntil(piece.arrivedAt + delay(), sleep), pass(piece))
})

const bandwidth = (bytesPerMilli: number, sleep: Sleep): ToxicEffect => ({
  ...harmless,
  data: ({ arrivedAt, bytes }, pass) =>
    Effect.forEach(
      slices(bytes, () => bytesPerMilli * 100),
      (slice) => Effect.zipRight(sleep(slice.length / bytesPerMilli), pass({ bytes: slice, arrivedAt })),
      { discard: true }
    )
})

const slicer = (size: () => number, delay: Duration.Duration, sleep: Sleep): ToxicEffect => ({
  ...harmless,
  data: ({ arrivedAt, bytes }, pass) =>
    Effect.forEach(slices(bytes, size), (slice) => Effect.zipRight(pass({ bytes: slice, arrivedAt }), sleep(delay)), {
      discard: true
    })
})

const slowClose = (delay: number, sleep: Sleep): ToxicEffect => ({ ...harmless, end: Effect.asVoid(sleep(delay)) })

const timeout = (millis: number): ToxicEffect => ({
  ...harmless,
  data: () => Effect.void,
  meanwhile: millis === 0 ? Effect.void : Effect.delay(closed, millis),
  // The dropped data is lost, so the connection is of no further use.
  removed: closed
})

const resetPeer = (millis: number, sleep: Sleep): ToxicEffect => ({
  ...harmless,
  data: (piece, pass) =>
    Effect.if(sleep(millis), { onTrue: () => new Cut({ how: "Reset" }), onFalse: () => pass(piece) })
})

const limitData = (limit: number): ToxicEffect => {
  let left = limit
  return {
    ...harmless,
    data: ({ arrivedAt, bytes }, pass) => {
      const passing = bytes.subarray(0, left)
      left -= passing.length
      const passed = passing.length === 0 ? Effect.void : pass({ bytes: passing, arrivedAt })
      return left === 0 ? Effect.zipRight(passed, closed) : passed
    }
  }
}

/** Makes the effect of a toxic on a connection that it has just met. */
export const toxicEffect = (toxic: Toxic, random: SeededRandom, sleep: Sleep): ToxicEffect => {
  switch (toxic.type) {
    case "latency": {
      const { jitter = 0, latency: middle = 0 } = toxic.attributes
      return latency(() => vary(random, middle, jitter), sleep)
    }
    case "bandwidth":
      // A kilobyte a second is a byte a millisecond.
      return bandwidth(toxic.attributes.rate, sleep)
    case "slow_close":
      return slowClose(toxic.attributes.delay ?? 0, sleep)
    case "timeout":
      return timeout(toxic.attributes.timeout ?? 0)
    case "reset_peer":
      return resetPeer(toxic.attributes.timeout ?? 0, sleep)
    case "slicer": {
      const { average_size, delay = 0, size_variation = 0 } = toxic.attributes
      return slicer(() => vary(random, average_size, size_variation), Duration.micros(BigInt(delay)), sleep)
    }
    case "limit_data":
      return limitData(toxic.attributes.bytes)
  }
}
