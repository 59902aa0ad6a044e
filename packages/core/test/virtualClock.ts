/**
 * A clock that moves on by itself, to the next sleeper, whenever nothing else is to be done. `TestClock` waits some real
 * milliseconds at every step, which is too long for days of requests.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/** Sleepers by the time of their waking, and of the same time by their coming: a binary heap. */
class Sleepers {
  private readonly heap: Array<Sleeper & { readonly order: number }> = []
  private count = 0

  get size(): number {
    return this.heap.length
  }

  push(sleeper: Sleeper): void {
    const { heap } = this
    heap.push({ ...sleeper, order: this.count++ })
    for (let child = heap.length - 1; child > 0; ) {
      const parent = (child - 1) >> 1
      if (!this.swapIfEarlier(child, parent)) return
      child = parent
    }
  }

  pop(): Sleeper | undefined {
    const { heap } = this
    const [first] = heap
    const last = heap.pop()
    if (first === undefined || last === undefined || heap.length === 0) return first
    heap[0] = last
    for (let parent = 0; ; ) {
      const left = 2 * parent + 1
      const right = left + 1
      const child = right < heap.length && this.isEarlier(right, left) ? right : left
      if (child >= heap.length || !this.swapIfEarlier(child, parent)) return first
      parent = child
    }
  }

  private isEarlier(one: number, other: number): boolean {
    const [a, b] = [this.heap[one], this.heap[other]]
    return a !== undefined && b !== undefined && (a.at < b.at || (a.at === b.at && a.order < b.order))
  }

  private swapIfEarlier(child: number, parent: number): boolean {
    const [a, b] = [this.heap[child], this.heap[parent]]
    if (a === undefined || b === undefined || !this.isEarlier(child, parent)) return false
    this.heap[child] = b
    this.heap[parent] = a
    return true
  }
}

const make = (start: number): Clock.Clock => {
  const sleepers = new Sleepers()
  let now = start
  let moving = false
  const move = (): void => {
    const next = sleepers.pop()
    moving = next !== undefined
    if (next === undefined) return
    now = Math.max(now, next.at)
    next.wake()
    // Fibers go on in microtasks, so by then all of them wait again.
    setImmediate(move)
  }
  return {
    ...Clock.make(),
    unsafeCurrentTimeMillis: () => now,
    unsafeCurrentTimeNanos: () => BigInt(Math.round(now)) * 1_000_000n,
    currentTimeMillis: Effect.sync(() => now),
    currentTimeNanos: Effect.sync(() => BigInt(Math.round(now)) * 1_000_000n),
    sleep: (duration) =>
      Effect.async((resume) => {
        let wake = () => resume(Effect.void)
        sleepers.push({ at: now + Duration.toMillis(duration), wake: () => wake() })
        if (!moving) {
          moving = true
          setImmediate(move)
        }
        return Effect.sync(() => {
          wake = () => {}
        })
      })
  }
}

/** Runs an effect on such a clock. */
export const onVirtualTime = <A, E, R>(effect: Effect.Effect<A, E, R>, start = 0): Effect.Effect<A, E, R> =>
  Effect.suspend(() => Effect.withClock(effect, make(start)))

/** Lets time pass, and waits until all that was to be done by then is done. */
export const pass = (duration: Duration.DurationInput): Effect.Effect<void> =>
  Effect.zipRight(Effect.sleep(duration), Effect.sleep(0))
