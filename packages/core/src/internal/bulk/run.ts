import { stopsRun } from "@effect-userplane/protocol/BulkFailure"
import { keyOf } from "@effect-userplane/protocol/LinkRef"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import type { DeleteOutcome, InFlight } from "../../DeleteOutcome.js"
import type { LinkRef } from "../../LinkRef.js"
import type { Suspicion } from "../../Quota.js"
import type { RunStopped } from "../../RunStopped.js"
import type { Userplane } from "../../Userplane.js"
import { Latch } from "../quota/latch.js"
import { LinkTask, type Shared } from "./linkTask.js"
import type { Result } from "./requestRecord.js"
import { because } from "./runStopped.js"

export interface Settings<E> extends Pick<Shared, "journal" | "quota"> {
  /** Pulls the next link, and fails with `None` after the last. */
  readonly source: Effect.Effect<LinkRef, Option.Option<E>>
  readonly concurrency: number
}

/** A fiber that pulls a link and works on it. */
interface Worker {
  task?: LinkTask
  fiber?: Fiber.RuntimeFiber<void>
}

/**
 * A run over many links. It works on demand: a worker begins when an outcome is asked for, and there are never more links
 * under way, or ended and not yet asked for, than the concurrency.
 */
export class DeleteRun<E> {
  private readonly settings: Settings<E>
  private readonly shared: Shared
  private readonly workers = new Set<Worker>()
  private readonly changed = new Latch()
  /** The number of workers that wait for another link's request to tell whether this is an outage. */
  private parked = 0
  private readonly noOtherLink = Effect.unsafeMakeLatch()
  private readonly oneAtATime = Effect.unsafeMakeSemaphore(1).withPermits(1)
  /** The outcomes that nobody has asked for yet. */
  private readonly ready: Array<DeleteOutcome> = []
  /** The links that were in flight when they were given up. */
  private readonly givenUp: Array<InFlight> = []
  private readonly underWay = new Set<string>()
  /** The links that ended in this run without being final. The journal knows the final ones. */
  private readonly pending = new Set<string>()
  private isExhausted = false
  private isStopping = false
  private cause: Cause.Cause<E | RunStopped> | undefined

  constructor(settings: Settings<E>) {
    this.settings = settings
    this.shared = {
      ...settings,
      isStopping: () => this.isStopping,
      journalFailed: (error) => Effect.sync(() => this.stopFor(error)),
      verdict: (suspicion, isEnough) => this.verdict(suspicion, isEnough)
    }
  }

  /** The next outcome, and `None` after the last. */
  readonly next: Effect.Effect<DeleteOutcome, Option.Option<E | RunStopped>, Userplane> = Effect.suspend(() =>
    Effect.zipRight(this.fill, this.await)
  )

  /** Sends nothing more: what is in flight is finished, and what waits is given up. */
  stop(): void {
    this.isStopping = true
    for (const { fiber, task } of this.workers) {
      if (task?.inFlight !== true) fiber?.unsafeInterruptAsFork(FiberId.none)
    }
  }

  /** Stops, and ends with the reason. */
  stopFor(reason: RunStopped["cause"]): void {
    this.fail(Cause.fail(because(reason)))
  }

  /** Ends everything at once, and returns the links that were sent and not reported. */
  readonly giveUp: Effect.Effect<ReadonlyArray<DeleteOutcome | InFlight>> = Effect.suspend(() => {
    this.stop()
    const fibers = Array.from(this.workers, ({ fiber }) => fiber).filter(Predicate.isNotUndefined)
    return Effect.map(Fiber.interruptAll(fibers), () => [...this.ready, ...this.givenUp])
  })

  private fail(cause: Cause.Cause<E | RunStopped>): void {
    this.cause ??= cause
    this.stop()
  }

  /** A worker that waits for a verdict leaves its place to another, without which there might be none. */
  private get isRoom(): boolean {
    const active = this.workers.size - this.parked + this.ready.length
    return !this.isExhausted && !this.isStopping && active < this.settings.concurrency
  }

  private readonly fill: Effect.Effect<void, never, Userplane> = Effect.whileLoop({
    while: () => this.isRoom,
    body: () => this.begin,
    step: () => {}
  })

  private readonly await: Effect.Effect<DeleteOutcome, Option.Option<E | RunStopped>, Userplane> = Effect.suspend(
    () => {
      const outcome = this.ready.shift()
      if (outcome !== undefined) return Effect.succeed(outcome)
      if (this.isRoom) return this.next
      if (this.isExhausted && this.parked === this.workers.size) this.noOtherLink.unsafeOpen()
      if (this.workers.size > 0) return Effect.zipRight(this.changed.after(this.changed.count), this.await)
      return this.cause === undefined
        ? Effect.fail(Option.none())
        : Effect.failCause(Cause.map(this.cause, Option.some))
    }
  )

  private readonly begin: Effect.Effect<void, never, Userplane> = Effect.suspend(() => {
    const worker: Worker = {}
    this.workers.add(worker)
    // The run itself ends its workers. They begin uninterruptible, since one that was ended before it began would never
    // say that it is gone.
    return Effect.map(Effect.uninterruptible(Effect.forkDaemon(this.work(worker))), (fiber) => {
      worker.fiber = fiber
    })
  })

  private work(worker: Worker): Effect.Effect<void, never, Userplane> {
    return Effect.gen(this, function* () {
      const pulled = yield* Effect.exit(Effect.interruptible(this.oneAtATime(this.pull)))
      if (Exit.isSuccess(pulled)) {
        const task = new LinkTask(this.shared, pulled.value, yield* Clock.currentTimeMillis)
        worker.task = task
        const exit = yield* Effect.exit(Effect.interruptible(task.call))
        this.afterTask(task, exit, yield* Clock.currentTimeMillis)
      } else {
        this.afterLast(pulled.cause)
      }
      this.workers.delete(worker)
      this.changed.give()
    })
  }

  /** Passes over links that are final, and links that the run has taken before. */
  private readonly pull: Effect.Effect<LinkRef, Option.Option<E>> = Effect.suspend(() =>
    this.isExhausted
      ? Effect.fail(Option.none())
      : Effect.flatMap(this.settings.source, (ref) => {
          if (this.wasTaken(ref)) return this.pull
          this.underWay.add(keyOf(ref))
          return Effect.succeed(ref)
        })
  )

  private wasTaken(ref: LinkRef): boolean {
    const key = keyOf(ref)
    return this.underWay.has(key) || this.pending.has(key) || this.settings.journal.state.isFinal(ref)
  }

  private verdict(suspicion: Suspicion, isEnough: boolean): Effect.Effect<boolean> {
    return Effect.suspend(() => {
      this.parked += 1
      this.changed.give()
      const alone = isEnough ? Effect.zipRight(suspicion.noOtherLink, suspicion.verdict) : Effect.succeed(false)
      return Effect.raceFirst(suspicion.verdict, Effect.zipRight(this.noOtherLink.await, alone))
    }).pipe(
      Effect.ensuring(
        Effect.sync(() => {
          this.parked -= 1
        })
      )
    )
  }

  private afterLast(cause: Cause.Cause<Option.Option<E>>): void {
    this.isExhausted = true
    Either.match(Cause.failureOrCause(cause), {
      onLeft: Option.map((error) => this.fail(Cause.fail(error))),
      // An interrupt comes from the run itself, when it stops.
      onRight: (cause) => (this.isStopping ? undefined : this.fail(cause))
    })
  }

  private afterTask(task: LinkTask, exit: Exit.Exit<Result>, now: number): void {
    this.underWay.delete(keyOf(task.ref))
    if (!this.settings.journal.state.isFinal(task.ref)) this.pending.add(keyOf(task.ref))
    if (Exit.isSuccess(exit)) {
      this.ready.push(task.outcome(exit.value, now))
      if (Either.isLeft(exit.value) && stopsRun(exit.value.left)) this.stopFor(exit.value.left)
      return
    }
    if (!Cause.isInterruptedOnly(exit.cause)) this.fail(exit.cause)
    const leftover = task.leftover(now)
    if (leftover?._tag === "InFlight") this.givenUp.push(leftover)
    else if (leftover !== undefined) this.ready.push(leftover)
  }
}
