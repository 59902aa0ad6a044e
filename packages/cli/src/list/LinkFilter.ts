/**
 * The filter of listed links.
 *
 * @since 0.1.0
 */
import type { ListedLink } from "@effect-userplane/core/Links"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as IsoTime from "../command/IsoTime.js"

/**
 * Every part that is set has to match.
 *
 * @since 0.1.0
 * @category models
 */
export interface LinkFilter {
  /** In milliseconds since the epoch. */
  readonly createdBefore: number | undefined
  /** The id of a member, or its whole name. */
  readonly creator: string | undefined
  /** The id of a project. */
  readonly project: string | undefined
  readonly type: string | undefined
}

/**
 * @since 0.1.0
 * @category predicates
 */
export const isEmpty = ({ createdBefore, creator, project, type }: LinkFilter): boolean =>
  [createdBefore, creator, project, type].every((part) => part === undefined)

const textOf = (holder: unknown, field: string): string | undefined =>
  Predicate.hasProperty(holder, field) && Predicate.isString(holder[field]) ? holder[field] : undefined

/** In milliseconds since the epoch; none where the field is missing or no ISO 8601 time. */
const createdAt = (link: ListedLink): Option.Option<number> =>
  Option.flatMap(Option.fromNullable(textOf(link, "createdAt")), (text) => IsoTime.parse(text, "utc"))

const holds = (wanted: string | undefined, ...values: ReadonlyArray<string | undefined>): boolean =>
  wanted === undefined || values.includes(wanted)

const memberOf = ({ creator }: ListedLink) => ({
  id: textOf(creator, "workspaceMemberId"),
  name: textOf(creator, "name")
})

/** Tells whether everything but the age matches. */
const matchesFields = (filter: LinkFilter, link: ListedLink): boolean => {
  const { id, name } = memberOf(link)
  return (
    holds(filter.creator, id, name) &&
    holds(filter.project, textOf(link["project"], "projectId")) &&
    holds(filter.type, textOf(link, "linkType"))
  )
}

/**
 * Tells whether the link is wanted. One that lacks a field that is asked about is not.
 *
 * @since 0.1.0
 * @category predicates
 */
export const matches = (filter: LinkFilter, link: ListedLink): boolean => {
  const { createdBefore } = filter
  return (
    matchesFields(filter, link) &&
    (createdBefore === undefined || Option.exists(createdAt(link), (created) => created < createdBefore))
  )
}

/**
 * Tells whether the link is left out for no other reason than that nobody can tell its age.
 *
 * @since 0.1.0
 * @category predicates
 */
export const hasUnknownAge = (filter: LinkFilter, link: ListedLink): boolean =>
  filter.createdBefore !== undefined && matchesFields(filter, link) && Option.isNone(createdAt(link))

/**
 * The ids of the members that the creator of the filter stands for.
 *
 * @since 0.1.0
 * @category getters
 */
export const creatorIds = ({ creator }: LinkFilter, links: ReadonlyArray<ListedLink>): ReadonlyArray<string> => {
  if (creator === undefined) return []
  const members = links.map(memberOf).filter(({ id, name }) => id === creator || name === creator)
  return [...new Set(members.flatMap(({ id }) => id ?? []))]
}
