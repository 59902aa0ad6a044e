import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import type { ParseError } from "effect/ParseResult"
import * as Schema from "effect/Schema"
import type { Used } from "./quotaPace.js"

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
    pausedUntil: Schema.Number
  })
)

export type Saved = typeof Saved.Type

const decode = Schema.decodeEither(Saved)

export const encode = Schema.encodeSync(Saved)

export const save = ({ ended, inFlight, pausedUntil }: Used, sequence: number): Saved => {
  const counts = new Map<number, number>()
  for (const at of ended) {
    const end = Math.ceil(at / second) * second
    counts.set(end, (counts.get(end) ?? 0) + 1)
  }
  return { v: 1, sequence, ended: [...counts], inFlight, pausedUntil }
}

/** What was saved, as of now: a request that was in flight then has ended by now, nobody knows when. */
export const restore = ({ ended, inFlight, pausedUntil }: Saved, now: number): Used => ({
  ended: [...ended.flatMap(([at, count]) => Array<number>(count).fill(at)), ...Array<number>(inFlight).fill(now)],
  inFlight: 0,
  pausedUntil
})

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
