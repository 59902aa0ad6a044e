/** Whether what a client says of its links is so. */
import type { Report, Said } from "./program/report.js"

/** What the sandbox has seen of a run. */
export interface Seen {
  /** The links that are deleted. */
  readonly deleted: ReadonlySet<string>
  /** The links that the requests were for, one for each request. */
  readonly requests: ReadonlyArray<string>
}

const problemOf = ({ linkId, outcome, what }: Said, isDeleted: boolean): ReadonlyArray<string> => {
  if (outcome === "Deleted" && !isDeleted) return [`${what}, Deleted: ${linkId} is not deleted`]
  if (outcome === "NotDeleted" && isDeleted) return [`${what}, NotDeleted: ${linkId} is deleted`]
  return []
}

/**
 * What is wrong with a report. The link `gone` was deleted before the run, so that the call has indeed not deleted it.
 */
export const problemsOf = ({ bulk, calls }: Report, { deleted }: Seen): ReadonlyArray<string> => {
  const { gone, ...others } = calls
  return [...Object.values(others), ...bulk].flatMap((said) => problemOf(said, deleted.has(said.linkId)))
}
