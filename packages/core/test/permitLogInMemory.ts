/** A log of permits in memory, for quotas that stand for several processes. */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { PermitLog, Refusal, Wanted } from "../src/PermitLog.js"
import type { Window } from "../src/Quota.js"

interface Entry {
  readonly takenAt: number
  /** The time when it ends at the latest. */
  readonly endedAt: number
  readonly inFlight: boolean
}

export interface InMemory {
  readonly log: PermitLog
  /** The permits that were asked for, so far. */
  readonly wanted: ReadonlyArray<Wanted>
  readonly permits: ReadonlyMap<string, Entry>
}

/** @param tolerance - In milliseconds. */
export const permitLog = (windows: ReadonlyArray<Window>, tolerance = 0): InMemory => {
  const permits = new Map<string, Entry>()
  const wanted: Array<Wanted> = []
  let pausedUntil = 0

  const refusalOf = (id: string, now: number): Refusal | undefined => {
    if (pausedUntil > now) return { reason: "Pause", endsIn: Duration.millis(pausedUntil - now) }
    const full = windows.flatMap(({ duration, limit }) => {
      const millis = Duration.toMillis(duration)
      const counted = [...permits]
        .filter(([other, { endedAt }]) => other !== id && endedAt > now - millis)
        .map(([, permit]) => permit)
        .toSorted((one, other) => other.endedAt - one.endedAt)
      const leaving = counted[limit - 1]
      return leaving === undefined ? [] : [{ ...leaving, limit, millis, opensAt: leaving.endedAt + millis }]
    })
    const [last] = full.toSorted((one, other) => other.opensAt - one.opensAt)
    if (last === undefined) return undefined
    const window = { limit: last.limit, duration: Duration.millis(last.millis) }
    const isCertain = !last.inFlight || last.endedAt <= now
    return { reason: "Window", window, opensIn: isCertain ? Duration.millis(last.opensAt - now) : undefined }
  }

  return {
    wanted,
    permits,
    log: {
      take: (request) =>
        Effect.map(Clock.currentTimeMillis, (now) => {
          wanted.push(request)
          const refusal = refusalOf(request.id, now)
          if (refusal === undefined) {
            permits.set(request.id, { takenAt: now, endedAt: now + Duration.toMillis(request.lease), inFlight: true })
          }
          return refusal
        }),
      end: (id) =>
        Effect.map(Clock.currentTimeMillis, (now) => {
          const takenAt = permits.get(id)?.takenAt ?? now
          permits.set(id, { takenAt, endedAt: Math.max(now, takenAt + 2 * tolerance), inFlight: false })
        }),
      cancel: (id) => Effect.sync(() => void permits.delete(id)),
      pause: (duration) =>
        Effect.map(Clock.currentTimeMillis, (now) => {
          pausedUntil = Math.max(pausedUntil, now + Duration.toMillis(duration))
        }),
      used: Effect.map(Clock.currentTimeMillis, (now) => {
        const all = [...permits.values()]
        const ended = all.filter(({ inFlight }) => !inFlight).map(({ endedAt }) => [endedAt, 1] as const)
        return {
          now,
          saved: { v: 1, sequence: 1, ended, inFlight: all.length - ended.length, pausedUntil, savedAt: now }
        }
      })
    }
  }
}
