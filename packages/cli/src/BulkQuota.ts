/**
 * The quota that a deletion is sent under.
 *
 * @since 0.1.0
 */
import * as Quota from "@effect-userplane/core/Quota"
import type * as Layer from "effect/Layer"

/**
 * @since 0.1.0
 * @category options
 */
export interface Options {
  readonly perMinute: number
  readonly perDay: number
}

/**
 * The options of the quota. The tolerance is for what the server counts a little later or earlier than it was sent.
 *
 * @since 0.1.0
 * @category constructors
 */
export const optionsOf = ({ perDay, perMinute }: Options) =>
  ({
    windows: [
      { limit: perMinute, duration: "1 minute" },
      { limit: perDay, duration: "1 day" }
    ],
    tolerance: "200 millis"
  }) as const satisfies Quota.PersistedOptions

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
