/** The page of the server, and what it shows. */
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Fleet } from "../../Fleet.js"
import { FleetUnavailable } from "../../FleetError.js"
import type { RunProgress } from "../../FleetRun.js"
import * as Page from "../page/page.js"
import { isOver, isProgress } from "../page/run.js"
import { script } from "../page/script.js"
import { style } from "../page/style.js"

/** The number of runs that the page shows: the newest ones, and all that are not over. */
const most = 50

/** The time for which all who look at the page see the same. */
const freshFor = "900 millis"

/** A run that is watched waits for its database for longer. */
const longest = "5 seconds"

/** What the page shows of a run that is over changes no more, so it is read once. */
type Ended = Map<string, RunProgress>

const snapshot = (
  { runs, watch }: Context.Tag.Service<Fleet>,
  ended: Ended
): Effect.Effect<Page.Snapshot, FleetUnavailable> =>
  Effect.gen(function* () {
    const all = yield* runs
    const shown = all.filter((run, index) => index < most || !isOver(run))
    // Of each user, one run tells the quota.
    const users = new Map(shown.toReversed().map(({ id, user }) => [user, id]))
    const newest = new Set(users.values())
    const progressed = yield* Effect.forEach(
      shown,
      (run) => {
        const known = isOver(run) && !newest.has(run.id) ? ended.get(run.id) : undefined
        return known === undefined
          ? Stream.runHead(watch(run.id)).pipe(
              Effect.map(Option.getOrElse(() => run)),
              Effect.catchTag("RunNotFound", () => Effect.succeed(run))
            )
          : Effect.succeed(known)
      },
      { concurrency: 4 }
    )
    ended.clear()
    for (const run of progressed) if (isProgress(run) && isOver(run) && run.inFlight === 0) ended.set(run.id, run)
    const quotas = progressed.filter(isProgress).filter(({ id }) => newest.has(id))
    return {
      at: yield* Clock.currentTimeMillis,
      quotas,
      runs: progressed,
      others: all.length - shown.length
    }
  }).pipe(
    Effect.timeoutFail({
      duration: longest,
      onTimeout: () => new FleetUnavailable({ message: `The runs did not answer within ${longest}` })
    })
  )

const html = "text/html; charset=utf-8"

const file = (text: string, contentType: string) => Effect.succeed(HttpServerResponse.text(text, { contentType }))

/** The page, its style and its script, and what has the page look at the runs again at once. */
export const make = (fleet: Context.Tag.Service<Fleet>) =>
  Effect.map(Effect.cachedInvalidateWithTTL(snapshot(fleet, new Map()), freshFor), ([snapshot, lookAgain]) => ({
    lookAgain,
    pages: HttpRouter.empty.pipe(
      HttpRouter.get(
        "/",
        snapshot.pipe(
          Effect.map((snapshot) => HttpServerResponse.text(Page.render(snapshot), { contentType: html })),
          Effect.catchAll(({ message }) =>
            Effect.succeed(HttpServerResponse.text(Page.renderProblem(message), { contentType: html, status: 503 }))
          )
        )
      ),
      HttpRouter.get("/page.css", file(style, "text/css; charset=utf-8")),
      HttpRouter.get("/page.js", file(script, "text/javascript; charset=utf-8"))
    )
  }))
