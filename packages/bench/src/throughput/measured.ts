/** What one contestant did in one turn. */
export interface Measured {
  readonly concurrency: number
  readonly calls: number
  readonly callsPerSecond: number
  readonly cpuSecondsPerThousand: number
}

/** The same, as its process tells it: with how long each call took, in whole microseconds. */
export interface Turn extends Measured {
  readonly latenciesMicros: ReadonlyArray<number>
}
