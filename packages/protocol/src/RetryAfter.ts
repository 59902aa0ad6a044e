/**
 * The time a server asks to wait.
 *
 * @since 0.1.0
 */

/**
 * The parts of a response that may say how long to wait.
 *
 * @since 0.1.0
 * @category models
 */
export interface RetryAfterSource {
  readonly status: number
  /** The value of a header, by its name in lower case. */
  readonly header: (name: string) => string | undefined
  /** The `data` of the error envelope. */
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
  typeof data === "object" &&
  data !== null &&
  "retryAfter" in data &&
  typeof data.retryAfter === "number" &&
  data.retryAfter >= 0
    ? data.retryAfter * 1000
    : undefined

/** `Retry-After`: a number of seconds, or a date. */
const after = (value: string, now: number): number | undefined => scaled(number(value), 1000) ?? untilDate(value, now)

/**
 * The time the server asks to wait, in whole milliseconds: the most explicit of its statements that can be read, and
 * `undefined` where it asks for nothing. The reset of a quota is one only where the quota was the reason, since a server
 * may send it with every response. Of several values of one header, the longest counts.
 *
 * @param now - The time, in milliseconds since the epoch.
 *
 * @example
 * ```ts
 * import * as RetryAfter from "@effect-userplane/protocol/RetryAfter"
 *
 * const headers = new Headers({ "retry-after": "7" })
 * const source = { status: 429, header: (name: string) => headers.get(name) ?? undefined, data: undefined }
 *
 * RetryAfter.millisOf(source, Date.now()) // 7000
 * ```
 *
 * @since 0.1.0
 * @category decoding
 */
export const millisOf = ({ data, header, status }: RetryAfterSource, now: number): number | undefined => {
  const reset = (value: string) => (status === 429 ? untilReset(number(value), now) : undefined)
  const millis =
    longest(header("retry-after-ms"), number) ??
    longest(header("retry-after"), (value) => after(value, now)) ??
    seconds(data) ??
    longest(header("ratelimit-reset"), reset) ??
    longest(header("x-ratelimit-reset"), reset)
  return millis !== undefined && Number.isFinite(millis) && millis > 0 ? Math.ceil(millis) : undefined
}
