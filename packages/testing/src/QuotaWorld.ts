/** Quotas on a clock that stands still until a test moves it. Times are in milliseconds since its beginning. */

export interface Window {
  readonly limit: number
  readonly duration: number
}

/** What requests wait for. */
export interface PlainWait {
  readonly reason: string
  readonly window?: Window
  readonly until?: number
  readonly waiting: number
}

/** A request under a quota. */
export interface QuotaRequest {
  /** How long it takes. `Infinity` is for ever. Default: 0. */
  readonly takes?: number
  /** The 429 that it meets at first, after which it is sent again. Default: none. */
  readonly rateLimited?: { readonly retryAfter?: number; readonly backoff?: number }
  /** Whether it is told how long it waited. Default: `false`. */
  readonly toldWait?: boolean
}

/** A request that has come to a quota, and waits for it if it must. */
export interface Coming {
  /** When it was sent, so far. */
  readonly sentAt: ReadonlyArray<number>
  /** How long it was told that it waited, so far. */
  readonly waited: ReadonlyArray<number>
  /** Gives it up, and waits for its end. */
  readonly giveUp: () => Promise<unknown>
  /** Gives it up without waiting for its end. */
  readonly giveUpAtOnce: () => void
}

/** A quota that requests come to. */
export interface QuotaInUse {
  readonly windows: ReadonlyArray<Window>
  readonly come: (request?: QuotaRequest) => Promise<Coming>
  readonly wait: () => Promise<PlainWait | undefined>
  /** Watches what requests wait for; the waits that were seen, so far. */
  readonly watch: () => Promise<ReadonlyArray<PlainWait | undefined>>
  readonly forecast: (requests: number) => Promise<number>
  /** How many requests wait by the metrics, and how many have waited. */
  readonly metrics: () => Promise<{ readonly waiting: number; readonly waits: number }>
}

/** Where a quota is saved. */
export interface SavedOptions {
  readonly values: Map<string, string>
  /** How each save ends. Default: well, and at once. */
  readonly saving?: () => { readonly after?: number; readonly fails?: boolean }
  readonly windows?: ReadonlyArray<Window>
  readonly tolerance?: number
  readonly key?: string
  readonly onSaveError?: (error: unknown) => void
}

type Use<Q> = (quota: Q) => Promise<void>

export interface QuotaWorld {
  /** Moves the clock. */
  readonly adjust: (millis: number) => Promise<void>
  /** Makes a quota, and ends its requests after the use. */
  readonly quota: (quota: "documented" | "unlimited" | ReadonlyArray<Window>, use: Use<QuotaInUse>) => Promise<void>
  /**
   * Makes a quota of what is saved, as a process does that starts; throws what that fails with. `logged` are the messages so
   * far, and `saveError` is what a save fails with.
   */
  readonly saved: (
    options: SavedOptions,
    use: Use<QuotaInUse & { readonly logged: ReadonlyArray<unknown>; readonly saveError: unknown }>
  ) => Promise<void>
}

/** Runs a test of quotas. */
export type InQuotaWorld = (test: (world: QuotaWorld) => Promise<void>) => Promise<void>

export const second = 1000
export const minute = 60 * second
export const hour = 60 * minute
export const day = 24 * hour

/** Requests that come one after the other, at the same time. */
export const burst = async (
  { come }: QuotaInUse,
  count: number,
  request?: QuotaRequest
): Promise<ReadonlyArray<Coming>> => {
  const coming: Array<Coming> = []
  while (coming.length < count) coming.push(await come(request))
  return coming
}

/** When requests were sent, in this order. */
export const sendings = (coming: ReadonlyArray<Coming>): ReadonlyArray<number> =>
  coming.flatMap(({ sentAt }) => sentAt).toSorted((one, other) => one - other)
