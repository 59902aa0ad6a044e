import type * as ErrorCatalogue from "@effect-userplane/core/ErrorCatalogue"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import type { DocumentedFault, Fault } from "../../Fault.js"
import { checks } from "../../Precedence.js"
import type { LinkState, MemberState, State, UserState, WorkspaceState } from "../world/state.js"

/** The failure that a request is rejected with. */
export interface Rejection {
  readonly tag: ErrorCatalogue.Tag
  readonly retryAfter?: number
  readonly fault?: DocumentedFault
}

/** The result of a check: the request passes, or is rejected. */
export type Check<A> = Either.Either<A, Rejection>

const rejected = (tag: ErrorCatalogue.Tag): Either.Either<never, Rejection> => Either.left({ tag })

export const passed: Check<void> = Either.void

/** The longest id that is looked up, in UTF-16 code units. The API documents no limit, but every server has one. */
const maxIdLength = 255

/** The documented failure that a fault causes; `undefined` where it causes none. */
const rejectionBy = (fault: Fault | undefined): Rejection | undefined => {
  switch (fault?._tag) {
    case "ServiceUnavailable":
    case "RateLimited":
    case "LinkDeleteFailed":
      return { tag: fault._tag, fault }
    case "DocumentedFailure":
      return { tag: fault.tag, fault }
    default:
      return undefined
  }
}

/** Runs a check, unless the fault causes a failure of it that takes precedence over the result. */
export const inTurn = <A>(
  name: (typeof checks)[number]["check"],
  fault: Fault | undefined,
  check: () => Check<A>
): Check<A> => {
  const failures: ReadonlyArray<ErrorCatalogue.Tag> = checks.find((row) => row.check === name)?.failures ?? []
  const caused = rejectionBy(fault)
  const place = caused === undefined ? -1 : failures.indexOf(caused.tag)
  if (caused === undefined || place === -1) return check()
  // A check that changes the state has only one failure, so that it is not run here.
  const found = place === 0 ? Either.left(caused) : check()
  return Either.isLeft(found) && failures.indexOf(found.left.tag) < place ? found : Either.left(caused)
}

export const key = (state: State, presented: Redacted.Redacted, now: number): Check<UserState> => {
  const secret = Redacted.value(presented)
  if (secret === "") return rejected("ApiKeyRequired")
  const known = state.keysBySecret.get(secret)
  if (known === undefined) return rejected("ApiKeyInvalid")
  if (known.expiresAt !== undefined && known.expiresAt <= now) return rejected("ApiKeyExpired")
  if (known.disabled) return rejected("ApiKeyDisabled")
  return Either.right(known.user)
}

export const quota = (user: UserState, now: number): Check<void> => {
  const retryAfter = user.ledger.take(now)
  return retryAfter === undefined ? passed : Either.left({ tag: "RateLimited", retryAfter })
}

const isId = (id: string): boolean => id !== "" && id.length <= maxIdLength && !/\p{Cc}/u.test(id)

export const ids = (...all: ReadonlyArray<string>): Check<void> => (all.every(isId) ? passed : rejected("BadRequest"))

/** The most links that a page holds. */
const maxPerPage = 20

export const paging = (page: number, perPage: number): Check<void> =>
  Number.isSafeInteger(page) && page >= 1 && Number.isInteger(perPage) && perPage >= 1 && perPage <= maxPerPage
    ? passed
    : rejected("BadRequest")

export const malformed: Check<never> = rejected("BadRequest")

export const workspace = (state: State, workspaceId: string): Check<WorkspaceState> => {
  const found = state.workspaces.get(workspaceId)
  if (found === undefined) return rejected("WorkspaceNotFound")
  return found.removed ? rejected("WorkspaceGone") : Either.right(found)
}

export const membership = (workspace: WorkspaceState, user: UserState): Check<MemberState> => {
  const member = workspace.members.get(user.userId)
  return member === undefined ? rejected("NotAMember") : Either.right(member)
}

export const link = (state: State, workspace: WorkspaceState, linkId: string): Check<LinkState> => {
  const found = state.links.get(linkId)
  if (found === undefined) return rejected("LinkNotFound")
  if (found.workspace !== workspace) return rejected("LinkWorkspaceMismatch")
  return found.deletedAt === undefined ? Either.right(found) : rejected("LinkGone")
}

export const permission = (link: LinkState, member: MemberState): Check<void> =>
  member.role !== "member" || link.creator.user === member.user ? passed : rejected("LinkDeleteForbidden")
