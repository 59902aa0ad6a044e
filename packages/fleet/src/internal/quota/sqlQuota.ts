import type { SqlClient } from "@effect/sql/SqlClient"
import * as Quota from "@effect-userplane/core/Quota"
import * as SharedQuota from "@effect-userplane/core/SharedQuota"
import { documentedTolerance } from "@effect-userplane/protocol/QuotaWindow"
import type * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Scope from "effect/Scope"
import * as Permits from "./permits.js"
import { shareOf } from "./share.js"
import type { Quota as UserQuota } from "./take.js"

export interface Options extends SharedQuota.Options {
  readonly user: string
}

/** The user and the windows, in whole milliseconds. */
export const decode = ({ user, windows = Quota.documented }: Options): UserQuota => ({
  user,
  windows: windows.map(({ duration, limit }) => ({ limit, millis: Math.ceil(Duration.toMillis(duration)) }))
})

/**
 * The quota of a user over its permits, until the scope ends.
 *
 * @param share - The part of each window up to which requests start, those of all programs counted.
 */
export const make = (
  sql: SqlClient,
  options: Options,
  share = 1
): Effect.Effect<Context.Tag.Service<Quota.Quota>, never, Scope.Scope> => {
  const { tolerance = documentedTolerance } = options
  const { user, windows: whole } = decode(options)
  const windows = shareOf(whole, share)
  const log = Permits.make(sql, { user, windows, leastMillis: Math.ceil(2 * Duration.toMillis(tolerance)) })
  return SharedQuota.make(log, {
    ...options,
    tolerance,
    windows: windows.map(({ limit, millis }) => ({ limit, duration: millis }))
  })
}

/** The quota of the context in parts. One part is shared by all who ask for it. */
export const parts = (sql: SqlClient, options: Options) =>
  Effect.gen(function* () {
    const whole = yield* Quota.Quota
    const scope = yield* Effect.scope
    const partOf = yield* Effect.cachedFunction((share: number) =>
      Effect.provideService(make(sql, options, share), Scope.Scope, scope)
    )
    return (share: number) => (share === 1 ? Effect.succeed(whole) : partOf(share))
  })
