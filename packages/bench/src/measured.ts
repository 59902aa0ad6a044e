/** What one contestant did at one concurrency. */
export interface Measured {
  readonly concurrency: number
  readonly calls: number
  readonly callsPerSecond: number
  readonly cpuSecondsPerThousand: number
  readonly p50Millis: number
  readonly p99Millis: number
}
