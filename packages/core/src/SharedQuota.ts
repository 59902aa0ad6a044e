/**
 * A quota that several processes share through a log of its permits.
 *
 * @since 0.1.0
 */
import { documentedTolerance } from "@effect-userplane/protocol/QuotaWindow"
import type * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { pacerOf } from "./internal/quota/pacer.js"
import * as Service from "./internal/quota/service.js"
import * as Shared from "./internal/quota/shared.js"
import type { PermitLog } from "./PermitLog.js"
import * as Quota from "./Quota.js"

/**
 * The windows of a shared quota, and the times after which a permit is taken for one whose process has died.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options extends Quota.Options {
  /** The windows that the log holds to. Default: the documented ones. */
  readonly windows?: ReadonlyArray<Quota.Window> | undefined
  /**
   * The time within which a request leaves once it has its permit; `deleteLinks` takes another permit for one that comes
   * later, because its process was stopped or its journal was slow. The lease of a permit is this and the time that the
   * request may take. Default: 10 seconds.
   */
  readonly sendWithin?: Duration.DurationInput | undefined
  /** The time a request may take for which nobody says so, as with `Quota.withPermit`. Default: 2 minutes. */
  readonly requestTimeout?: Duration.DurationInput | undefined
}

/**
 * Makes a quota of a log. Within a process it works as `Quota.layer` does: first come first served, with waits that can be
 * watched, a pause after a 429 and during an outage. A pause after a 429 holds for all processes; an outage is each process's
 * own.
 *
 * While the log cannot be reached, nothing starts: the wait is an `Outage` whose message says so, and the log is asked again
 * after pauses that double from half a second to 5 seconds. A permit whose end could not be told counts until its lease ends.
 *
 * A window that is out of range is a defect: `IllegalArgumentException`.
 *
 * @param log - The log, which holds to the same windows.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  log: PermitLog,
  {
    requestTimeout = "2 minutes",
    sendWithin = "10 seconds",
    tolerance = documentedTolerance,
    windows = Quota.documented
  }: Options = {}
): Effect.Effect<Context.Tag.Service<Quota.Quota>, never, Scope.Scope> =>
  Effect.gen(function* () {
    const pacer = pacerOf(windows, tolerance)
    const shared = yield* Shared.make(log, pacer, {
      tolerance: Duration.toMillis(tolerance),
      sendWithin: Duration.toMillis(sendWithin),
      requestTimeout: Duration.decode(requestTimeout)
    })
    return yield* Service.make(pacer, Effect.void, shared)
  })
