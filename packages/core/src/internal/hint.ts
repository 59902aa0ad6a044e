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

const number = (value: string | undefined): number | undefined => {
  const trimmed = value?.trim() ?? ""
  return decimal.test(trimmed) ? Number(trimmed) : undefined
}

const scaled = (value: number | undefined, unit: number): number | undefined =>
  value === undefined ? undefined : value * unit

const untilDate = (value: string | undefined, now: number): number | undefined => {
  const date = value?.trim() ?? ""
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

/**
 * How long the server asks to wait, in whole milliseconds: the most explicit of its hints that can be read. The reset of
 * a quota is one only where the quota was the reason, since a server may send it with every reply.
 */
export const retryAfter = ({ data, header, status }: HintSource, now: number): Duration.Duration | undefined => {
  const resetHeader = (name: string) => (status === 429 ? untilReset(number(header(name)), now) : undefined)
  const after = header("retry-after")
  const millis =
    number(header("retry-after-ms")) ??
    scaled(number(after), 1000) ??
    untilDate(after, now) ??
    seconds(data) ??
    resetHeader("ratelimit-reset") ??
    resetHeader("x-ratelimit-reset")
  return millis !== undefined && Number.isFinite(millis) && millis > 0 ? Duration.millis(Math.ceil(millis)) : undefined
}
