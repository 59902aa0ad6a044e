/**
 * Tells an id from what was pasted, exported or cut off by mistake: what is deleted stays deleted.
 *
 * The only documented rule for ids is that they have at least one character. So an unusual id is refused until somebody
 * insists on it, and only one that can never be meant is refused for good.
 *
 * @since 0.1.0
 */

import { printable } from "../../terminal/Printable.js"
import { holdsApiKey } from "../../terminal/SecretText.js"
import * as IdShape from "./IdShape.js"

/** The option that insists. */
const insist = "--accept-unusual-ids"

/**
 * The name of one of the two ids of a link.
 *
 * @since 0.1.0
 * @category models
 */
export type Field = "linkId" | "workspaceId"

/** No more of a refused id is shown. */
const longestShown = 60

const shown = (id: string): string => {
  const start = printable(id.slice(0, longestShown))
  return `"${start}${id.length > longestShown ? "…" : ""}"`
}

const names: Readonly<Record<Field, string>> = { linkId: "A link id", workspaceId: "A workspace id" }

/** Finds ids that no request can name or nobody can mean. No option allows them. */
const never = (id: string, field: Field): string | undefined => {
  if (holdsApiKey(id)) return "This looks like an API key, not like an id, and is not shown. Revoke it if others saw it"
  if (id === "") return `${names[field]} has at least one character`
  if (id === "." || id === "..") return `${names[field]} cannot be "${id}": no address can name it`
  if (/\p{Cs}/u.test(id)) return `${shown(id)} is not well-formed Unicode, so that no address can name it`
  return undefined
}

/**
 * Describes what is wrong with an id; `undefined` for one that may be sent.
 *
 * @param acceptsUnusual - Whether somebody insists on ids that look like a mistake.
 *
 * @since 0.1.0
 * @category checks
 */
export const problemOf = (id: string, field: Field, acceptsUnusual: boolean): string | undefined => {
  const impossible = never(id, field)
  if (impossible !== undefined || acceptsUnusual) return impossible
  const shape = IdShape.mistakeOf(id, field)
  return shape === undefined ? undefined : `${shown(id)} ${shape}. If it is an id all the same, add ${insist}`
}
