import * as Either from "effect/Either"
import type * as Redacted from "effect/Redacted"
import { Answer, type Operation } from "../../Exchange.js"
import type { Fault } from "../../Fault.js"
import type { State, UserState } from "../world/state.js"
import * as Check from "./checks.js"
import { pageOf } from "./listing.js"

/** What an operation acts upon: the state, the time, and the fault that it may meet. */
export interface Situation {
  readonly state: State
  readonly now: number
  readonly fault: Fault | undefined
}

/** What gets as far as the checks. */
export type Handled = Exclude<Operation, { readonly _tag: "UnknownRoute" }>

// The order of these lines, here and below, is the precedence: `Precedence.ts` writes it down, and a test holds the two
// together.
const admitted = ({ fault, now, state }: Situation, key: Redacted.Redacted): Check.Check<UserState> =>
  Either.gen(function* () {
    yield* Check.keyService(fault)
    const user = yield* Check.key(state, key, now)
    yield* Check.quota(user, now, fault)
    return user
  })

const deleteLink = (situation: Situation, operation: Extract<Operation, { readonly _tag: "DeleteLink" }>) =>
  Either.gen(function* () {
    const { fault, now, state } = situation
    const { key, linkId, workspaceId } = operation
    const user = yield* admitted(situation, key)
    yield* Check.ids(workspaceId, linkId)
    const workspace = yield* Check.workspace(state, workspaceId)
    const member = yield* Check.membership(workspace, user)
    const link = yield* Check.link(state, workspace, linkId)
    yield* Check.permission(link, member)
    yield* Check.deletion(state, link, now, fault)
    return Answer.Deleted({ workspaceId, linkId })
  })

const listLinks = (situation: Situation, operation: Extract<Operation, { readonly _tag: "ListLinks" }>) =>
  Either.gen(function* () {
    const { key, page, perPage, workspaceId } = operation
    const user = yield* admitted(situation, key)
    yield* Check.ids(workspaceId)
    yield* Check.paging(page, perPage)
    const workspace = yield* Check.workspace(situation.state, workspaceId)
    yield* Check.membership(workspace, user)
    return Answer.Listed({ workspaceId, ...pageOf(workspace, page, perPage) })
  })

const checked = (situation: Situation, operation: Handled): Check.Check<Answer> => {
  switch (operation._tag) {
    case "DeleteLink":
      return deleteLink(situation, operation)
    case "ListLinks":
      return listLinks(situation, operation)
    case "Malformed":
      return Either.flatMap(admitted(situation, operation.key), () => Check.malformed)
  }
}

/** Carries an operation out, unless it is refused. */
export const act = (situation: Situation, operation: Handled): Answer =>
  Either.getOrElse(checked(situation, operation), Answer.Refused)
