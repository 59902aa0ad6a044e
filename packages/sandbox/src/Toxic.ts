/**
 * The toxics of a `FaultProxy`: what is wrong with a connection between real sockets. A `Fault` is about the response of the
 * API; a toxic knows nothing of HTTP and affects the bytes.
 *
 * The names, the attributes with their units, and the defaults are those of Toxiproxy 2, and so is the JSON: a toxic written
 * for one can be read for the other.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { withDefault } from "./internal/withDefault.js"

/**
 * The direction of a connection that a toxic affects: `upstream` are the requests, `downstream` the responses.
 *
 * @since 0.1.0
 * @category models
 */
export const Direction = Schema.Literal("upstream", "downstream")

/**
 * `upstream`, from the client to the server, or `downstream`.
 *
 * @since 0.1.0
 * @category models
 */
export type Direction = typeof Direction.Type

const count = Schema.Int.pipe(Schema.nonNegative())

/** Default: 0. */
const optionalCount = Schema.optional(count)

const positive = Schema.Int.pipe(Schema.positive())

const toxic = <Type extends string, Attributes extends Schema.Schema.Any>(type: Type, attributes: Attributes) =>
  Schema.Struct({
    type: Schema.Literal(type).pipe(
      Schema.propertySignature,
      Schema.withConstructorDefault(() => type)
    ),
    /** Default: the type and the stream, as in `latency_downstream`. */
    name: Schema.optional(Schema.NonEmptyString),
    /** Default: `downstream`. */
    stream: withDefault(Direction, "downstream"),
    /** The probability that a connection meets it, from 0 to 1. Default: 1. */
    toxicity: withDefault(Schema.Number.pipe(Schema.between(0, 1)), 1),
    attributes
  })

/**
 * All data is delayed by `latency`, give or take up to `jitter`, both in milliseconds.
 *
 * @since 0.1.0
 * @category toxics
 */
export const Latency = toxic("latency", Schema.Struct({ latency: optionalCount, jitter: optionalCount }))

/**
 * At most `rate` kilobytes pass per second.
 *
 * @since 0.1.0
 * @category toxics
 */
export const Bandwidth = toxic("bandwidth", Schema.Struct({ rate: positive }))

/**
 * The connection is closed `delay` milliseconds after its other end was.
 *
 * @since 0.1.0
 * @category toxics
 */
export const SlowClose = toxic("slow_close", Schema.Struct({ delay: optionalCount }))

/**
 * No data passes, and the connection is closed after `timeout` milliseconds, or with 0 when the toxic is removed.
 *
 * @since 0.1.0
 * @category toxics
 */
export const Timeout = toxic("timeout", Schema.Struct({ timeout: optionalCount }))

/**
 * The connection is reset `timeout` milliseconds after the first data, none of which passes.
 *
 * @since 0.1.0
 * @category toxics
 */
export const ResetPeer = toxic("reset_peer", Schema.Struct({ timeout: optionalCount }))

/**
 * Data arrives in pieces of `average_size` bytes, give or take up to `size_variation`, with `delay` microseconds after each.
 *
 * @since 0.1.0
 * @category toxics
 */
export const Slicer = toxic(
  "slicer",
  Schema.Struct({ average_size: positive, size_variation: optionalCount, delay: optionalCount }).pipe(
    Schema.filter(({ average_size, size_variation }) =>
      (size_variation ?? 0) < average_size ? undefined : "size_variation must be smaller than average_size"
    )
  )
)

/**
 * The connection is closed after `bytes` bytes.
 *
 * @since 0.1.0
 * @category toxics
 */
export const LimitData = toxic("limit_data", Schema.Struct({ bytes: count }))

/**
 * Any toxic.
 *
 * @example
 * ```ts
 * import * as Toxic from "@effect-userplane/sandbox/Toxic"
 * import * as Schema from "effect/Schema"
 *
 * const written = Toxic.Latency.make({ attributes: { latency: 200, jitter: 50 } })
 *
 * const read = Schema.decodeUnknown(Toxic.Toxic)({ type: "reset_peer", stream: "upstream", attributes: { timeout: 0 } })
 * ```
 *
 * @since 0.1.0
 * @category union
 */
export const Toxic = Schema.Union(Latency, Bandwidth, SlowClose, Timeout, ResetPeer, Slicer, LimitData)

/**
 * A toxic with its defaults filled in. Its `type` says which attributes it has.
 *
 * @since 0.1.0
 * @category union
 */
export type Toxic = typeof Toxic.Type

/**
 * Returns the name of a toxic in its proxy.
 *
 * @since 0.1.0
 * @category accessors
 */
export const nameOf = (toxic: Toxic): string => toxic.name ?? `${toxic.type}_${toxic.stream}`
