/** The median of the values, their range, and the standard error of the median. */
export interface Summary {
  readonly median: number
  readonly min: number
  readonly max: number
  /** The standard error of the median, for any distribution. A single value has none. */
  readonly error: number | undefined
}

/** The value below which a share of the sorted values lies, interpolated between two of them. */
const quantile = (sorted: ReadonlyArray<number>, share: number): number => {
  const at = (index: number): number => sorted[index] ?? Number.NaN
  const place = (sorted.length - 1) * share
  const below = at(Math.floor(place))
  return below + (at(Math.ceil(place)) - below) * (place - Math.floor(place))
}

export const summarize = (values: ReadonlyArray<number>): Summary => {
  const sorted = [...values].sort((a, b) => a - b)
  // Of n values, n / 2 ± √n / 2 lie below the true median: this is that margin as a share.
  const margin = 1 / (2 * Math.sqrt(sorted.length))
  return {
    median: quantile(sorted, 0.5),
    min: quantile(sorted, 0),
    max: quantile(sorted, 1),
    error: sorted.length < 2 ? undefined : (quantile(sorted, 0.5 + margin) - quantile(sorted, 0.5 - margin)) / 2
  }
}

/** The ratios of values to those of a base, measured in the same rounds. */
export const ratios = (values: ReadonlyArray<number>, base: ReadonlyArray<number>): ReadonlyArray<number> =>
  values.map((value, round) => value / (base[round] ?? Number.NaN))
