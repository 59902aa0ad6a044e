import * as Clock from "effect/Clock"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { Toxic } from "../../Toxic.js"
import type { Seeded } from "../world/random.js"

/** Data on its way, and when it came, in milliseconds since the epoch. */
export interface Piece {
  readonly bytes: Uint8Array
  readonly arrivedAt: number
}

/** The end of a connection before its time. */
export class Cut extends Data.TaggedError("Cut")<{ readonly how: "Closed" | "Reset" }> {}

const closed = new Cut({ how: "Closed" })

/** Passes data on. */
export type Pass = (piece: Piece) => Effect.Effect<void, Cut>

/** What a toxic does to one direction of one connection. */
export interface ToxicEffect {
  /** What becomes of data. */
  readonly data: (piece: Piece, pass: Pass) => Effect.Effect<void, Cut>
  /** What comes before the regular end. */
  readonly end: Effect.Effect<void>
  /** What happens by itself, from the moment the toxic is there. */
  readonly meanwhile: Effect.Effect<void, Cut>
  /** What happens when the toxic is taken away. */
  readonly removed: Effect.Effect<void, Cut>
}

const harmless: ToxicEffect = {
  data: (piece, pass) => pass(piece),
  end: Effect.void,
  meanwhile: Effect.void,
  removed: Effect.void
}

const sleepUntil = (moment: number) =>
  Effect.flatMap(Clock.currentTimeMillis, (now) => (moment > now ? Effect.sleep(moment - now) : Effect.void))

/** A whole number around another one. */
const around = (seeded: Seeded, middle: number, variation: number): number =>
  Math.max(0, middle - variation + Math.floor(seeded.next() * (2 * variation + 1)))

/** Cuts data into slices, each of a size that is asked for anew. */
const slices = function* (bytes: Uint8Array, size: () => number): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; ) {
    const end = start + size()
    yield bytes.subarray(start, end)
    start = end
  }
}

const latency = (delay: () => number): ToxicEffect => ({
  ...harmless,
  // Counted from its arrival: what waits behind other data does not wait twice.
  data: (piece, pass) => Effect.zipRight(sleepUntil(piece.arrivedAt + delay()), pass(piece))
})

const bandwidth = (bytesPerMilli: number): ToxicEffect => ({
  ...harmless,
  data: ({ arrivedAt, bytes }, pass) =>
    Effect.forEach(
      slices(bytes, () => bytesPerMilli * 100),
      (slice) => Effect.delay(pass({ bytes: slice, arrivedAt }), slice.length / bytesPerMilli),
      { discard: true }
    )
})

const slicer = (size: () => number, delay: Duration.Duration): ToxicEffect => ({
  ...harmless,
  data: ({ arrivedAt, bytes }, pass) =>
    Effect.forEach(
      slices(bytes, size),
      (slice) => Effect.zipRight(pass({ bytes: slice, arrivedAt }), Effect.sleep(delay)),
      { discard: true }
    )
})

const slowClose = (delay: number): ToxicEffect => ({ ...harmless, end: Effect.sleep(delay) })

const timeout = (millis: number): ToxicEffect => ({
  ...harmless,
  data: () => Effect.void,
  meanwhile: millis === 0 ? Effect.void : Effect.delay(closed, millis),
  // What was dropped is missing for good, so the connection is of no use any more.
  removed: closed
})

const resetPeer = (millis: number): ToxicEffect => ({
  ...harmless,
  data: () => Effect.delay(new Cut({ how: "Reset" }), millis)
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

/** What a toxic does, for a connection that it has just met. */
export const toxicEffect = (toxic: Toxic, seeded: Seeded): ToxicEffect => {
  switch (toxic.type) {
    case "latency": {
      const { jitter = 0, latency: middle = 0 } = toxic.attributes
      return latency(() => around(seeded, middle, jitter))
    }
    case "bandwidth":
      // A kilobyte a second is a byte a millisecond.
      return bandwidth(toxic.attributes.rate)
    case "slow_close":
      return slowClose(toxic.attributes.delay ?? 0)
    case "timeout":
      return timeout(toxic.attributes.timeout ?? 0)
    case "reset_peer":
      return resetPeer(toxic.attributes.timeout ?? 0)
    case "slicer": {
      const { average_size, delay = 0, size_variation = 0 } = toxic.attributes
      return slicer(() => around(seeded, average_size, size_variation), Duration.micros(BigInt(delay)))
    }
    case "limit_data":
      return limitData(toxic.attributes.bytes)
  }
}
