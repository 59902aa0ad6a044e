import { Pacer } from "@effect-userplane/protocol/Pacer"
import type { QuotaState } from "@effect-userplane/protocol/QuotaState"
import * as QuotaWindow from "@effect-userplane/protocol/QuotaWindow"
import * as Cause from "effect/Cause"
import type * as Duration from "effect/Duration"
import { millisOption } from "../durationOption.js"

interface Window {
  readonly limit: number
  readonly duration: Duration.Input
}

const decoded = ({ duration, limit }: Window): QuotaWindow.QuotaWindow => {
  const made = QuotaWindow.make(limit, millisOption(duration))
  if (made.ok) return made.value
  throw new Cause.IllegalArgumentError(`Quota: ${made.failure}`)
}

/** The arithmetic of some windows. Throws `IllegalArgumentError` when one is out of range. */
export const pacerOf = (
  windows: ReadonlyArray<Window>,
  tolerance: Duration.Input,
  stateOf?: (windows: ReadonlyArray<QuotaWindow.QuotaWindow>) => QuotaState
): Pacer => {
  const decodedWindows = windows.map(decoded)
  return new Pacer(decodedWindows, millisOption(tolerance), stateOf?.(decodedWindows))
}
