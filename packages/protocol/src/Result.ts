/**
 * A value, or the reason why there is none.
 *
 * @since 0.1.0
 */

/**
 * A success.
 *
 * @since 0.1.0
 * @category models
 */
export interface Success<out A> {
  readonly ok: true
  readonly value: A
}

/**
 * A failure.
 *
 * @since 0.1.0
 * @category models
 */
export interface Failed<out E> {
  readonly ok: false
  readonly failure: E
}

/**
 * A value, or the reason why there is none.
 *
 * @since 0.1.0
 * @category models
 */
export type Result<A, E> = Success<A> | Failed<E>

/**
 * Makes a success.
 *
 * @since 0.1.0
 * @category constructors
 */
export const succeed = <A>(value: A): Success<A> => ({ ok: true, value })

/**
 * Makes a failure.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fail = <E>(failure: E): Failed<E> => ({ ok: false, failure })
