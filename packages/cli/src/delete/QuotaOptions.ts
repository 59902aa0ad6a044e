/**
 * The quota that a deletion is sent under.
 *
 * @since 0.1.0
 */
import * as Quota from "@effect-userplane/core/Quota"
import type * as QuotaStore from "@effect-userplane/core/QuotaStore"
import type * as Layer from "effect/Layer"

/**
 * @since 0.1.0
 * @category options
 */
export interface Options {
  readonly perMinute: number
  readonly perDay: number
  /** The part of both that is used, in percent: from 1 to 100. */
  readonly quotaShare: number
}

// A share of nothing would never end.
const shareOf = (limit: number, percent: number): number => Math.max(1, Math.floor((limit * percent) / 100))

/**
 * The options of the quota. The tolerance is for what the server counts a little later or earlier than it was sent.
 *
 * @since 0.1.0
 * @category constructors
 */
export const optionsOf = ({ perDay, perMinute, quotaShare }: Options) =>
  ({
    windows: [
      { limit: shareOf(perMinute, quotaShare), duration: "1 minute" },
      { limit: shareOf(perDay, quotaShare), duration: "1 day" }
    ],
    tolerance: "200 millis"
  }) as const satisfies QuotaStore.Options

/**
 * The quota of one process, which forgets what it has used.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options: Options): Layer.Layer<Quota.Quota> => {
  const { tolerance, windows } = optionsOf(options)
  return Quota.layer(windows, { tolerance })
}
