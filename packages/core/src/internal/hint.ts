import * as Duration from "effect/Duration"
import * as Predicate from "effect/Predicate"

/** What a hint is read from: the reply's headers and the `data` of its envelope. */
export interface HintSource {
  readonly status: number
  readonly header: (name: string) => string | undefined
  readonly data: unknown
}

const decimal = /^\d+(\.\d+)?$/

// RFC 9110: an HTTP-date begins with the name of a day. `Date.parse` alone would take "-5" for a year. Of its three
// formats the oldest names no zone, and means GMT nevertheless.
const httpDate = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/
const zone = /(GMT|UTC|[+-]\d{4})$/

// A header that was sent twice comes as one, joined with commas. The comma after the name of a day belongs to its date.
const separateValues = /\s*(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,)?[^,]+/g

/** The longest time that one of the values of a header asks for. */
const longest = (header: string | undefined, read: (value: string) => number | undefined): number | undefined => {
  const millis = (header?.match(separateValues) ?? [])
    .map((value) => read(value.trim()))
    .filter((value) => value !== undefined)
    .filter(Number.isFinite)
  return millis.length === 0 ? undefined : millis.reduce((a, b) => Math.max(a, b))
}

const number = (value: string): number | undefined => (decimal.test(value) ? Number(value) : undefined)

const scaled = (value: number | undefined, unit: number): number | undefined =>
  value === undefined ? undefined : value * unit

const untilDate = (date: string, now: number): number | undefined => {
  if (!httpDate.test(date)) return undefined
  const time = Date.parse(zone.test(date) ? date : `${date} GMT`)
  return Number.isNaN(time) ? undefined : time - now
}

// A reset is written in three ways that differ by orders of magnitude: seconds from now, epoch seconds (1e9 is the year
// 2001) and epoch milliseconds (1e12 is the year 2001 too).
const untilReset = (value: number | undefined, now: number): number | undefined => {
  if (value === undefined || value < 1e9) return scaled(value, 1000)
  return (value < 1e12 ? value * 1000 : value) - now
}

const seconds = (data: unknown): number | undefined =>
  Predicate.hasProperty(data, "retryAfter") && Predicate.isNumber(data.retryAfter) && data.retryAfter >= 0
    ? data.retryAfter * 1000
    : undefined

/** `Retry-After`: a number of seconds, or a date. */
const after = (value: string, now: number): number | undefined => scaled(number(value), 1000) ?? untilDate(value, now)

/**
 * How long the server asks to wait, in whole milliseconds: the most explicit of its hints that can be read. The reset of
 * a quota is one only where the quota was the reason, since a server may send it with every reply. Of several values of one
 * header, the longest counts.
 */
export const retryAfter = ({ data, header, status }: HintSource, now: number): Duration.Duration | undefined => {
  const reset = (value: string) => (status === 429 ? untilReset(number(value), now) : undefined)
  const millis =
    longest(header("retry-after-ms"), number) ??
    longest(header("retry-after"), (value) => after(value, now)) ??
    seconds(data) ??
    longest(header("ratelimit-reset"), reset) ??
    longest(header("x-ratelimit-reset"), reset)
  return millis !== undefined && Number.isFinite(millis) && millis > 0 ? Duration.millis(Math.ceil(millis)) : undefined
}
