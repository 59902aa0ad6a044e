import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import type { ParseError } from "effect/ParseResult"
import * as Schema from "effect/Schema"
import type { Used } from "./pacer.js"

/** Requests that ended in the same second are written together. */
const second = 1000

/** What is saved: not when each of ten thousand requests ended, but in each second how many. */
const Saved = Schema.parseJson(
  Schema.Struct({
    v: Schema.Literal(1),
    /** Counts what was saved before. */
    sequence: Schema.NonNegativeInt,
    ended: Schema.Array(Schema.Tuple(Schema.Number, Schema.NonNegativeInt)),
    inFlight: Schema.NonNegativeInt,
    pausedUntil: Schema.Number,
    /** When it was saved: a clock that shows an earlier time by now has been set back. */
    savedAt: Schema.optional(Schema.Number)
  })
)

export type Saved = typeof Saved.Type

const decode = Schema.decodeEither(Saved)

export const encode = Schema.encodeSync(Saved)

/** The same time by two clocks: by the one that is never set, and by the wall clock, which other processes share. */
export interface Now {
  readonly millis: number
  readonly wall: number
}

/** What is used, with the times of the wall clock. */
export const save = ({ ended, inFlight, pausedUntil }: Used, sequence: number, now: Now): Saved => {
  const toWall = now.wall - now.millis
  const counts = new Map<number, number>()
  for (const at of ended) {
    const end = Math.ceil((at + toWall) / second) * second
    counts.set(end, (counts.get(end) ?? 0) + 1)
  }
  return {
    v: 1,
    sequence,
    ended: [...counts],
    inFlight,
    pausedUntil: pausedUntil > now.millis ? pausedUntil + toWall : 0,
    savedAt: now.wall
  }
}

/**
 * What was saved, as of now: a request that was in flight then has ended by now, nobody knows when. Where the wall clock
 * has been set back to before the save, it is as if no time had passed since.
 *
 * @param longest - The longest pause that is believed where it is not known when it was saved: one of an older version.
 */
export const restore = ({ ended, inFlight, pausedUntil, savedAt }: Saved, now: Now, longest: number): Used => {
  const [lastEnd = 0] = Arr.sort(
    ended.map(([at]) => at),
    Order.reverse(Order.number)
  )
  const setBackBy = Math.max(0, (savedAt ?? lastEnd) - now.wall)
  const fromWall = now.millis - now.wall - setBackBy
  return {
    ended: [
      ...ended.flatMap(([at, count]) => Array<number>(count).fill(at + fromWall)),
      ...Array<number>(inFlight).fill(now.millis)
    ],
    inFlight: 0,
    pausedUntil: Math.min(
      pausedUntil + fromWall,
      savedAt === undefined ? now.millis + longest : Number.POSITIVE_INFINITY
    )
  }
}

/**
 * The newer of two that were saved in turn. One of them may be torn, since the process may have died while it was written;
 * both of them cannot.
 */
export const newest = (
  one: Option.Option<string>,
  other: Option.Option<string>
): Either.Either<Option.Option<Saved>, ParseError> => {
  const read = Option.toArray(one)
    .concat(Option.toArray(other))
    .map((text) => decode(text))
  const [unreadable, readable] = Arr.separate(read)
  const [first, second] = unreadable
  return first !== undefined && second !== undefined
    ? Either.left(first)
    : Either.right(Arr.last(Arr.sortWith(readable, ({ sequence }) => sequence, Order.number)))
}
