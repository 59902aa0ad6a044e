import { stopsRun } from "@effect-userplane/protocol/BulkFailure"
import { keyOf } from "@effect-userplane/protocol/LinkRef"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Latch from "effect/Latch"
import * as Predicate from "effect/Predicate"
import * as Pull from "effect/Pull"
import * as Result from "effect/Result"
import * as Semaphore from "effect/Semaphore"
import type { DeleteOutcome, InFlight } from "../../DeleteOutcome.js"
import type { LinkRef } from "../../LinkRef.js"
import type { Suspicion } from "../../Quota.js"
import type { RunStopped } from "../../RunStopped.js"
import type { Userplane } from "../../Userplane.js"
import { LinkTask, type Shared } from "./linkTask.js"
import type { CallResult } from "./requestRecord.js"
import { because } from "./runStopped.js"

export interface Settings<E> extends Pick<Shared, "journal" | "quota"> {
  /** Pulls the next link, until there is none. */
  readonly source: Pull.Pull<LinkRef, E>
  readonly concurrency: number
}

/** A fiber that pulls a link and works on it. */
interface Worker {
  task?: LinkTask
  fiber?: Fiber.Fiber<void>
}

/**
 * A run over many links. It works on demand: a worker begins when an outcome is asked for, and there are never more links
 * under way, or ended and not yet asked for, than the concurrency.
 */
export class DeleteRun<E> {
  private readonly settings: Settings<E>
  private readonly shared: Shared
  private readonly workers = new Set<Worker>()
  private readonly changed = Latch.makeUnsafe()
  /** The number of workers that wait for another link's request to tell whether this is an outage. */
  private parked = 0
  private readonly noOtherLink = Latch.makeUnsafe()
  private readonly oneAtATime = Semaphore.makeUnsafe(1)
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

  /** The next outcome, until there is none. */
  readonly next: Pull.Pull<DeleteOutcome, E | RunStopped, void, Userplane> = Effect.suspend(() =>
    Effect.andThen(this.fill, this.await)
  )

  /** Sends nothing more: what is in flight is finished, and what waits is given up. */
  stop(): void {
    this.isStopping = true
    for (const { fiber, task } of this.workers) {
      if (task?.inFlight !== true) fiber?.interruptUnsafe()
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

  private readonly await: Pull.Pull<DeleteOutcome, E | RunStopped, void, Userplane> = Effect.suspend(() => {
    const outcome = this.ready.shift()
    if (outcome !== undefined) return Effect.succeed(outcome)
    if (this.isRoom) return this.next
    if (this.workers.size === 0) return this.cause === undefined ? Cause.done() : Effect.failCause(this.cause)
    this.changed.closeUnsafe()
    const changed = Effect.andThen(this.changed.await, this.await)
    const isNoOther = this.isExhausted && this.parked === this.workers.size
    return isNoOther ? Effect.andThen(this.noOtherLink.open, changed) : changed
  })

  private readonly begin: Effect.Effect<void, never, Userplane> = Effect.suspend(() => {
    const worker: Worker = {}
    this.workers.add(worker)
    // The run itself ends its workers. They begin uninterruptible, since one that was ended before it began would never
    // say that it is gone.
    return Effect.map(Effect.forkDetach(this.work(worker), { uninterruptible: true }), (fiber) => {
      worker.fiber = fiber
    })
  })

  private work(worker: Worker): Effect.Effect<void, never, Userplane> {
    return Effect.gen({ self: this }, function* () {
      const pulled = yield* Effect.exit(Effect.interruptible(this.oneAtATime.withPermit(this.pull)))
      if (Exit.isSuccess(pulled)) {
        const task = new LinkTask(this.shared, pulled.value, yield* Clock.currentTimeMillis)
        worker.task = task
        const exit = yield* Effect.exit(Effect.interruptible(task.call))
        this.afterTask(task, exit, yield* Clock.currentTimeMillis)
      } else {
        this.afterLast(pulled.cause)
      }
      this.workers.delete(worker)
      yield* this.changed.open
    })
  }

  /** Passes over links that are final, and links that the run has taken before. */
  private readonly pull: Pull.Pull<LinkRef, E> = Effect.suspend(() =>
    this.isExhausted
      ? Cause.done()
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
      const alone = isEnough ? Effect.andThen(suspicion.noOtherLink, suspicion.verdict) : Effect.succeed(false)
      const known = Effect.raceFirst(suspicion.verdict, Effect.andThen(this.noOtherLink.await, alone))
      return Effect.andThen(this.changed.open, known)
    }).pipe(
      Effect.ensuring(
        Effect.sync(() => {
          this.parked -= 1
        })
      )
    )
  }

  private afterLast(cause: Cause.Cause<E | Cause.Done>): void {
    this.isExhausted = true
    const failure = Pull.filterDone(cause)
    // An interrupt comes from the run itself, when it stops.
    if (Result.isFailure(failure) && (Cause.hasFails(failure.failure) || !this.isStopping)) this.fail(failure.failure)
  }

  private afterTask(task: LinkTask, exit: Exit.Exit<CallResult>, now: number): void {
    this.underWay.delete(keyOf(task.ref))
    if (!this.settings.journal.state.isFinal(task.ref)) this.pending.add(keyOf(task.ref))
    if (Exit.isSuccess(exit)) {
      this.ready.push(task.outcome(exit.value, now))
      if (Result.isFailure(exit.value) && stopsRun(exit.value.failure)) this.stopFor(exit.value.failure)
      return
    }
    if (!Cause.hasInterruptsOnly(exit.cause)) this.fail(exit.cause)
    const leftover = task.leftover(now)
    if (leftover?._tag === "InFlight") this.givenUp.push(leftover)
    else if (leftover !== undefined) this.ready.push(leftover)
  }
}
