import * as Predicate from "effect/Predicate"

export type Timer = ReturnType<typeof setTimeout>

/** A longer timer of the platform fires at once. */
const longest = 2 ** 31 - 1

let companion: Timer | undefined

/** Lets the process end without it. Only Node's timers keep one from ending, and they can be told not to. */
const release = (timer: unknown): void => {
  if (Predicate.hasProperty(timer, "unref") && Predicate.isFunction(timer.unref)) timer.unref()
}

/**
 * Starts a timer of the platform, for a time that is nearly never up: `clearTimeout` ends it.
 *
 * Node keeps the timers of one duration together, and sets up what wakes it with the first of them, each time anew where
 * there is only one at a time. So one that does nothing stays with them: measured at one call at a time over `fetch`, that
 * takes a hundredth off a call's CPU time.
 */
export const startTimer = (task: () => void, millis: number): Timer => {
  const delay = Math.min(millis, longest)
  if (companion === undefined) {
    companion = setTimeout(() => {
      companion = undefined
    }, delay)
    release(companion)
  }
  return setTimeout(task, delay)
}
