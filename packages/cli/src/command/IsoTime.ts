/**
 * Dates and times as ISO 8601 writes them.
 *
 * @since 0.1.0
 */
import * as Option from "effect/Option"

const written = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/

// `Date` takes February 31 for March 3.
const isDay = (day: string): boolean => {
  const time = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(day)
}

/**
 * The time in milliseconds since the epoch. A text of any other form is none, although `Date` may take it for one.
 *
 * @param zone - The zone of a text without an offset.
 *
 * @since 0.1.0
 * @category parsing
 */
export const parse = (text: string, zone: "utc" | "local"): Option.Option<number> => {
  const [whole, day, offset] = written.exec(text) ?? []
  if (whole === undefined || day === undefined || !isDay(day)) return Option.none()
  const isDate = whole === day
  const suffix = zone === "utc" && !isDate && offset === undefined ? "Z" : ""
  // A date alone is taken as UTC, and a time without an offset as local.
  const millis = Date.parse(isDate && zone === "local" ? `${whole}T00:00` : `${whole}${suffix}`)
  return Number.isNaN(millis) ? Option.none() : Option.some(millis)
}
