import * as Cause from "effect/Cause"

export const checkedConcurrency = (concurrency: number): number => {
  if (Number.isInteger(concurrency) && concurrency >= 1) return concurrency
  throw new Cause.IllegalArgumentException(`Fleet: concurrency must be a whole number from 1, not ${concurrency}`)
}

export const checkedShare = (share: number): number => {
  if (share > 0 && share <= 1) return share
  throw new Cause.IllegalArgumentException(`Fleet: share must be more than 0 and 1 at most, not ${share}`)
}
