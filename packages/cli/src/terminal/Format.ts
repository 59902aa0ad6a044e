/**
 * Numbers and times in words.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"

const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 })

/**
 * `10,150`.
 *
 * @since 0.1.0
 * @category rendering
 */
export const number = (value: number): string => grouped.format(value)

/**
 * `1 link`, `10,150 links`.
 *
 * @since 0.1.0
 * @category rendering
 */
export const counted = (count: number, one: string, several = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : several}`

/**
 * A time of so many milliseconds by its two largest units, rounded up to the second: `1 h 23 min`.
 *
 * @since 0.1.0
 * @category rendering
 */
export const duration = (millis: number): string => {
  const { days, hours, minutes, seconds } = Duration.parts(Duration.seconds(Math.ceil(millis / 1000)))
  const units = [
    [days, "d"],
    [hours, "h"],
    [minutes, "min"],
    [seconds, "s"]
  ] as const
  const first = units.findIndex(([amount]) => amount > 0)
  if (first === -1) return "0 s"
  return units
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(" ")
}

/**
 * The length of a window as it is spoken of: `minute`, `day`, `30 s`.
 *
 * @since 0.1.0
 * @category rendering
 */
export const windowLength = (millis: number): string =>
  ({ 1000: "second", 60000: "minute", 3600000: "hour", 86400000: "day" })[millis] ?? latency(millis)

/**
 * A short time: `43 ms`, `1.2 s`.
 *
 * @since 0.1.0
 * @category rendering
 */
export const latency = (millis: number): string => {
  if (millis < 1000) return `${number(millis < 10 ? millis : Math.round(millis))} ms`
  return millis < 60_000 ? `${number(millis / 1000)} s` : duration(millis)
}

/**
 * A date and a time in UTC: `2026-01-12 09:00:00`.
 *
 * @since 0.1.0
 * @category rendering
 */
export const utc = (millis: number): string => new Date(millis).toISOString().slice(0, 19).replace("T", " ")
