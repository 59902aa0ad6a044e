/** The middle of the values, how far they spread, and how far the middle may stray from that of endless ones. */
export interface Summary {
  readonly median: number
  readonly min: number
  readonly max: number
  /** The standard error of the median, whatever way the values are spread. A single value tells none. */
  readonly error: number | undefined
}

/** The value below which a share of sorted values lies, between two of them where it has to be. */
const quantile = (sorted: ReadonlyArray<number>, share: number): number => {
  const at = (index: number): number => sorted[index] ?? Number.NaN
  const place = (sorted.length - 1) * share
  const below = at(Math.floor(place))
  return below + (at(Math.ceil(place)) - below) * (place - Math.floor(place))
}

export const summarize = (values: ReadonlyArray<number>): Summary => {
  const sorted = [...values].sort((a, b) => a - b)
  // Of n values, n / 2 ± √n / 2 lie below the true median: as a share, that strays by this.
  const strays = 1 / (2 * Math.sqrt(sorted.length))
  return {
    median: quantile(sorted, 0.5),
    min: quantile(sorted, 0),
    max: quantile(sorted, 1),
    error: sorted.length < 2 ? undefined : (quantile(sorted, 0.5 + strays) - quantile(sorted, 0.5 - strays)) / 2
  }
}

/** The ratios of values to those of a base, measured in the same rounds. */
export const ratios = (values: ReadonlyArray<number>, base: ReadonlyArray<number>): ReadonlyArray<number> =>
  values.map((value, round) => value / (base[round] ?? Number.NaN))
