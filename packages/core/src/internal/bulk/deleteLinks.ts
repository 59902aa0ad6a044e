import * as BaseUrl from "@effect-userplane/protocol/BaseUrl"
import * as JournalSubject from "@effect-userplane/protocol/JournalSubject"
import * as Cause from "effect/Cause"
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { DeleteLinksOptions } from "../../DeleteLinksOptions.js"
import type { DeleteOutcome } from "../../DeleteOutcome.js"
import { checkServer, Journal, type Run } from "../../Journal.js"
import type { LinkRef } from "../../LinkRef.js"
import type { Quota } from "../../Quota.js"
import type { RunStopped } from "../../RunStopped.js"
import { Userplane } from "../../Userplane.js"
import { unwritten } from "../journal/unwritten.js"
import { currentQuota } from "../quota/current.js"
import { DeleteRun } from "./run.js"
import { because, tooLong } from "./runStopped.js"

/** The links of a run. */
export type Links<E, R> = Stream.Stream<LinkRef, E, R> | Iterable<LinkRef>

type Source<E, R> = Effect.Effect<LinkRef, Option.Option<E>, R>

const ofIterable = (links: Iterable<LinkRef>): Effect.Effect<Source<never, never>, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => links[Symbol.iterator]()),
    (iterator) => Effect.sync(() => iterator.return?.())
  ).pipe(
    Effect.map((iterator) =>
      Effect.suspend(() => {
        const { done, value } = iterator.next()
        return done === true ? Effect.fail(Option.none()) : Effect.succeed(value)
      })
    )
  )

const ofStream = <E, R>(links: Stream.Stream<LinkRef, E, R>): Effect.Effect<Source<E, R>, never, R | Scope.Scope> =>
  Effect.map(Stream.toPull(links), (pull) => {
    let pulled: Iterator<LinkRef> = Chunk.empty<LinkRef>()[Symbol.iterator]()
    const next: Source<E, R> = Effect.suspend(() => {
      const { done, value } = pulled.next()
      if (done !== true) return Effect.succeed(value)
      return Effect.flatMap(pull, (chunk) => {
        pulled = chunk[Symbol.iterator]()
        return next
      })
    })
    return next
  })

const isStream = <E, R>(links: Links<E, R>): links is Stream.Stream<LinkRef, E, R> => Stream.StreamTypeId in links

/** Tells whether these are the links of a run, rather than its options. */
export const areLinks = <E, R>(input: Links<E, R> | DeleteLinksOptions | undefined): input is Links<E, R> =>
  input !== undefined && (Stream.StreamTypeId in input || Symbol.iterator in input)

const checked = (concurrency: number): number => {
  if (Number.isInteger(concurrency) && concurrency >= 1) return concurrency
  throw new Cause.IllegalArgumentException(`deleteLinks: concurrency must be a whole number from 1, not ${concurrency}`)
}

/** Ends with the outage that has lasted for so long. */
const outageOf = (quota: Context.Tag.Service<Quota>, duration: Duration.Duration) =>
  quota.waits.pipe(
    Stream.map((wait) => Option.flatMapNullable(wait, ({ outage }) => outage)),
    Stream.flatMap(
      Option.match({
        onNone: () => Stream.empty,
        onSome: (outage) =>
          Effect.gen(function* () {
            const lasted = DateTime.distanceDuration(outage.since, yield* DateTime.now)
            return yield* Effect.delay(Effect.succeed(outage), Duration.subtract(duration, lasted))
          })
      }),
      { switch: true }
    ),
    Stream.runHead
  )

export const deleteLinks = <E, R>(
  links: Links<E, R>,
  { concurrency = 8, giveUpAfter, stop, unreported = () => Effect.void }: DeleteLinksOptions
): Stream.Stream<DeleteOutcome, E | RunStopped, R | Userplane> =>
  Stream.unwrapScoped(
    Effect.gen(function* () {
      const most = checked(concurrency)
      const quota = yield* currentQuota
      const journal = Option.getOrElse(yield* Effect.serviceOption(Journal), unwritten)
      const { baseUrl } = yield* Userplane
      yield* checkServer(baseUrl).pipe(Effect.provideService(Journal, journal), Effect.mapError(because))
      const beginning: Run = {
        v: 1,
        type: "run",
        ...JournalSubject.deleting(BaseUrl.prefixOf(baseUrl)),
        at: yield* Clock.currentTimeMillis,
        windows: quota.windows.map(({ duration, limit }) => ({ limit, millis: Duration.toMillis(duration) })),
        concurrency: most
      }
      yield* Effect.mapError(journal.append(beginning), because)
      const context = yield* Effect.context<R>()
      const source: Source<E, R> = yield* isStream(links) ? ofStream(links) : ofIterable(links)
      const run = new DeleteRun<E>({ quota, journal, concurrency: most, source: Effect.provide(source, context) })
      yield* Effect.addFinalizer(() =>
        Effect.flatMap(run.giveUp, (links) => (links.length > 0 ? unreported(links) : Effect.void))
      )
      if (stop !== undefined) yield* Effect.forkScoped(Effect.onExit(stop, () => Effect.sync(() => run.stop())))
      if (giveUpAfter !== undefined) {
        const outage = outageOf(quota, Duration.decode(giveUpAfter))
        yield* Effect.forkScoped(
          Effect.map(
            outage,
            Option.map((outage) => run.stopFor(tooLong(outage)))
          )
        )
      }
      return Stream.repeatEffectOption(run.next)
    })
  )
