import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"

/** The number of rows that are read at a time. */
export const pageSize = 1000

/**
 * Rows by their numbers, from the first, page by page.
 *
 * @param page - Reads the rows after a number, in their order, and no more than so many.
 * @param decode - Says what a row is.
 */
export const inPages = <Row extends { readonly number: number }, A, E1, E2>(
  page: (after: number, most: number) => Effect.Effect<ReadonlyArray<Row>, E1>,
  decode: (row: Row) => Effect.Effect<A, E2>
): Stream.Stream<A, E1 | E2> =>
  Stream.paginateChunkEffect(0, (after) =>
    Effect.gen(function* () {
      const rows = yield* page(after, pageSize)
      const decoded = yield* Effect.forEach(rows, decode)
      const next = rows.length < pageSize ? undefined : rows.at(-1)?.number
      return [Chunk.fromIterable(decoded), Option.fromNullable(next)] as const
    })
  )
