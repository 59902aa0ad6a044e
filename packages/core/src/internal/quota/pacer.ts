import { Pacer } from "@effect-userplane/protocol/Pacer"
import type { QuotaState } from "@effect-userplane/protocol/QuotaState"
import * as QuotaWindow from "@effect-userplane/protocol/QuotaWindow"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"

interface Window {
  readonly limit: number
  readonly duration: Duration.DurationInput
}

const decoded = ({ duration, limit }: Window): QuotaWindow.QuotaWindow => {
  const made = QuotaWindow.make(limit, Duration.toMillis(duration))
  if (made.ok) return made.value
  throw new Cause.IllegalArgumentException(`Quota: ${made.failure}`)
}

/** The arithmetic of some windows. Throws `IllegalArgumentException` when one is out of range. */
export const pacerOf = (
  windows: ReadonlyArray<Window>,
  tolerance: Duration.DurationInput,
  stateOf?: (windows: ReadonlyArray<QuotaWindow.QuotaWindow>) => QuotaState
): Pacer => {
  const decodedWindows = windows.map(decoded)
  return new Pacer(decodedWindows, Duration.toMillis(tolerance), stateOf?.(decodedWindows))
}
