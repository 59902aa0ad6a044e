/** The measurements of one client in one turn. */
export interface Measured {
  readonly concurrency: number
  readonly calls: number
  readonly callsPerSecond: number
  readonly cpuSecondsPerThousand: number
}

/** The same as its process reports it, with the duration of each call in whole microseconds. */
export interface Turn extends Measured {
  readonly latenciesMicros: ReadonlyArray<number>
}
