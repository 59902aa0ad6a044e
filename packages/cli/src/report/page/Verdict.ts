/**
 * The verdict on a deletion: what a reader wants to know first.
 *
 * @since 0.1.0
 */
import { number } from "../../terminal/Format.js"
import { linksOf, type Outcome } from "../Outcomes.js"

/**
 * @since 0.1.0
 * @category models
 */
export interface Verdict {
  /** `unknown` where no link was requested yet. */
  readonly standing: "gone" | "failed" | "pending" | "unknown"
  /** The verdict in two or three words. */
  readonly label: string
  readonly sentence: string
}

/** The number of failures that the sentence names: the most frequent ones. */
const named = 2

const listed = (parts: ReadonlyArray<string>): string =>
  parts.length < 3 ? parts.join(" and ") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`

const reasons = (failures: ReadonlyArray<Outcome>): string => {
  const [first, second] = failures
  if (first !== undefined && second === undefined) return first.name
  const others = linksOf(failures.slice(named))
  return [
    ...failures.slice(0, named).map(({ links, name }) => `${number(links)} ${name}`),
    ...(others === 0 ? [] : [`${number(others)} ${others === 1 ? "other" : "others"}`])
  ].join(", ")
}

const aboutOne = ({ kind, name }: Outcome): string => {
  if (kind === "pending") return "The one link that was requested is pending: it is not known to be deleted."
  return kind === "gone"
    ? `The one link that was requested ${name === "deleted" ? "was deleted" : "was already gone"}.`
    : `The one link that was requested was not deleted: ${name}.`
}

const areGone = (outcomes: ReadonlyArray<Outcome>, all: number): string => {
  const [first, second] = outcomes
  if (first === undefined || second === undefined) {
    return `All ${number(all)} requested links ${first?.tag === "Deleted" ? "were deleted" : "were already gone"}.`
  }
  const deleted = linksOf(outcomes.filter(({ tag }) => tag === "Deleted"))
  return `All ${number(all)} requested links are gone: ${number(deleted)} ${verb(deleted)} deleted, and ${number(all - deleted)} ${verb(all - deleted)} already gone.`
}

const verb = (count: number): string => (count === 1 ? "was" : "were")

const present = (count: number): string => (count === 1 ? "is" : "are")

const sentenceOf = (outcomes: ReadonlyArray<Outcome>): string => {
  const [only] = outcomes
  const all = linksOf(outcomes)
  if (only !== undefined && all === 1) return aboutOne(only)
  const [gone, failed, pending] = [linksOf(outcomes, "gone"), linksOf(outcomes, "failed"), linksOf(outcomes, "pending")]
  if (gone === all) return areGone(outcomes, all)
  const failures = reasons(outcomes.filter(({ kind }) => kind === "failed"))
  if (failed === all) return `None of the ${number(all)} requested links was deleted (${failures}).`
  return `Of ${number(all)} requested links, ${listed([
    `${number(gone)} ${present(gone)} gone`,
    ...(failed === 0 ? [] : [`${number(failed)} ${verb(failed)} not deleted (${failures})`]),
    ...(pending === 0 ? [] : [`${number(pending)} ${present(pending)} pending`])
  ])}.`
}

const labelOf = (standing: Verdict["standing"], outcomes: ReadonlyArray<Outcome>): string => {
  if (standing === "failed") return linksOf(outcomes, "gone") === 0 ? "None deleted" : "Some not deleted"
  return { gone: "All gone", pending: "Not finished", unknown: "Nothing requested" }[standing]
}

/**
 * Gives the verdict. A link is pending before it is failed: as long as there is one, the deletion is not finished.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromOutcomes = (outcomes: ReadonlyArray<Outcome>): Verdict => {
  const standing = (["pending", "failed", "gone"] as const).find((kind) => linksOf(outcomes, kind) > 0) ?? "unknown"
  return {
    standing,
    label: labelOf(standing, outcomes),
    sentence: standing === "unknown" ? "The run has not requested a link yet." : sentenceOf(outcomes)
  }
}
