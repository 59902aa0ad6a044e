import * as Either from "effect/Either"
import type * as Redacted from "effect/Redacted"
import { Answer, type Operation } from "../../Exchange.js"
import type { Fault } from "../../Fault.js"
import type { State, UserState } from "../world/state.js"
import * as Check from "./checks.js"
import { pageOf } from "./listing.js"

/** The context of an operation: the state, the time, and the fault that it may meet. */
export interface OperationContext {
  readonly state: State
  readonly now: number
  readonly fault: Fault | undefined
}

/** An operation that is checked: any of a known route. */
export type KnownOperation = Exclude<Operation, { readonly _tag: "UnknownRoute" }>

// The order of these lines, here and below, is that of `Precedence.ts`. A test compares the two.
const authenticated = ({ fault, now, state }: OperationContext, key: Redacted.Redacted): Check.Check<UserState> =>
  Either.gen(function* () {
    yield* Check.inTurn("key service", fault, () => Check.passed)
    const user = yield* Check.inTurn("key", fault, () => Check.key(state, key, now))
    yield* Check.inTurn("quota", fault, () => Check.quota(user, now))
    return user
  })

const deleteLink = (context: OperationContext, operation: Extract<Operation, { readonly _tag: "DeleteLink" }>) =>
  Either.gen(function* () {
    const { fault, now, state } = context
    const { key, linkId, workspaceId } = operation
    const user = yield* authenticated(context, key)
    yield* Check.inTurn("request parameters", fault, () => Check.ids(workspaceId, linkId))
    const workspace = yield* Check.inTurn("workspace", fault, () => Check.workspace(state, workspaceId))
    const member = yield* Check.inTurn("membership", fault, () => Check.membership(workspace, user))
    const link = yield* Check.inTurn("link", fault, () => Check.link(state, workspace, linkId))
    yield* Check.inTurn("permission", fault, () => Check.permission(link, member))
    if (fault?._tag === "LinkDeleteFailed" && fault.when === "AfterActing") state.deleteLink(link, now)
    yield* Check.inTurn("deletion", fault, () => Either.right(state.deleteLink(link, now)))
    return Answer.Deleted({ workspaceId, linkId })
  })

const listLinks = (context: OperationContext, operation: Extract<Operation, { readonly _tag: "ListLinks" }>) =>
  Either.gen(function* () {
    const { fault, state } = context
    const { key, page, perPage, workspaceId } = operation
    const user = yield* authenticated(context, key)
    yield* Check.inTurn("request parameters", fault, () => Check.ids(workspaceId))
    yield* Check.paging(page, perPage)
    const workspace = yield* Check.inTurn("workspace", fault, () => Check.workspace(state, workspaceId))
    yield* Check.inTurn("membership", fault, () => Check.membership(workspace, user))
    return Answer.Listed({ workspaceId, ...pageOf(workspace, page, perPage) })
  })

const run = (context: OperationContext, operation: KnownOperation): Check.Check<Answer> => {
  switch (operation._tag) {
    case "DeleteLink":
      return deleteLink(context, operation)
    case "ListLinks":
      return listLinks(context, operation)
    case "Malformed":
      return Either.flatMap(authenticated(context, operation.key), () => Check.malformed)
  }
}

/** Carries out an operation, unless it is rejected. */
export const carryOut = (context: OperationContext, operation: KnownOperation): Answer =>
  Either.getOrElse(run(context, operation), Answer.Rejected)
