/** Numbers and times in words. */
import * as Duration from "effect/Duration"

const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 })

/** `10,150`. */
export const number = (value: number): string => grouped.format(value)

/** `1 link`, `2 links`. */
export const counted = (count: number, one: string): string => `${number(count)} ${count === 1 ? one : `${one}s`}`

/** A time by its two largest units: `1 h 23 min`. */
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
  const largest = units.slice(first, first + 2).filter(([amount]) => amount > 0)
  return largest.map(([amount, unit]) => `${amount} ${unit}`).join(" ")
}

/** The length of a window as it is spoken of. */
export const windowLength = (millis: number): string =>
  ({ 60000: "minute", 3600000: "hour", 86400000: "day" })[millis] ?? duration(millis)

/** `2026-01-12 09:00:00 UTC`. */
export const utc = (millis: number): string => `${new Date(millis).toISOString().slice(0, 19).replace("T", " ")} UTC`
