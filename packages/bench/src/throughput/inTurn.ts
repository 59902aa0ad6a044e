/**
 * There and back again: each is as often before another as after it. Who is measured later in a round was seen to be
 * several percent faster, the same program too.
 */
export const inTurn = <A>(all: ReadonlyArray<A>, time: number): ReadonlyArray<A> =>
  time % 2 === 0 ? all : all.toReversed()
