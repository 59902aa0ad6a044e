/**
 * How the links of a journal ended, as it is shown to people.
 *
 * @since 0.1.0
 */
import { printable } from "../terminal/Printable.js"
import type { JournalStatistics } from "./Statistics.js"

/**
 * `gone`: deleted, or gone before. `failed`: not deleted, and another request would not help. `pending`: to be requested
 * again.
 *
 * @since 0.1.0
 * @category models
 */
export type Kind = "gone" | "failed" | "pending"

/**
 * The links of one outcome.
 *
 * @since 0.1.0
 * @category models
 */
export interface Outcome {
  readonly kind: Kind
  /** The tag of the outcome; `undefined` for pending links. */
  readonly tag: string | undefined
  /** Words for people: `already gone`, or the tag of a failure. */
  readonly name: string
  readonly links: number
}

const words: Readonly<Record<string, string>> = {
  Deleted: "deleted",
  LinkGone: "already gone"
}

const order: ReadonlyArray<Kind> = ["gone", "failed", "pending"]

/**
 * Lists the outcomes: the links that are gone, then the failures, then the pending links, the most frequent first.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromStatistics = ({ open: pending, settled: final }: JournalStatistics): ReadonlyArray<Outcome> => {
  const outcomes = final.map(
    ([tag, links]): Outcome => ({
      kind: Object.hasOwn(words, tag) ? "gone" : "failed",
      tag,
      name: words[tag] ?? printable(tag),
      links
    })
  )
  if (pending > 0) outcomes.push({ kind: "pending", tag: undefined, name: "pending", links: pending })
  return outcomes.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || b.links - a.links)
}

/**
 * The number of links of some outcomes.
 *
 * @param kind - Default: any.
 *
 * @since 0.1.0
 * @category statistics
 */
export const linksOf = (outcomes: ReadonlyArray<Outcome>, kind?: Kind): number =>
  outcomes.reduce((sum, outcome) => sum + (kind === undefined || outcome.kind === kind ? outcome.links : 0), 0)
