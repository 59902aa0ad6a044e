/**
 * The timer of the platform.
 *
 * @since 0.1.0
 */

/** A longer timer of the platform fires at once. */
const longest = 2 ** 31 - 1

/**
 * Starts a timer, and returns a function that stops it.
 *
 * @param millis - The time until `onTime` is called, in milliseconds. At most 24.8 days, which is the longest timer of the
 *   platform; `Infinity` is never.
 *
 * @since 0.1.0
 * @category operations
 */
export const startTimer = (millis: number, onTime: () => void): (() => void) => {
  if (millis === Number.POSITIVE_INFINITY) return () => {}
  const timer = setTimeout(onTime, Math.min(millis, longest))
  return () => clearTimeout(timer)
}
