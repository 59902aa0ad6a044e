import type { KeyStatus, Link, Snapshot, Workspace } from "../../World.js"
import type { KeyState, LinkState, State, WorkspaceState } from "./state.js"

export const ofLink = (link: LinkState): Link => ({
  linkId: link.linkId,
  workspaceId: link.workspace.workspaceId,
  creatorId: link.creator.user.userId,
  title: link.title,
  createdAt: link.createdAt,
  deletedAt: link.deletedAt
})

export const ofWorkspace = ({ members, removed, title, workspaceId }: WorkspaceState): Workspace => ({
  workspaceId,
  title,
  removed,
  members: Array.from(members.values(), ({ role, user, workspaceMemberId }) => ({
    workspaceMemberId,
    userId: user.userId,
    role
  }))
})

const statusOf = ({ disabled, expiresAt }: KeyState, now: number): KeyStatus => {
  if (expiresAt !== undefined && expiresAt <= now) return "Expired"
  return disabled ? "Disabled" : "Active"
}

export const ofState = (state: State, now: number): Snapshot => ({
  users: Array.from(state.users.values(), ({ ledger, name, userId }) => ({ userId, name, quota: ledger.uses(now) })),
  keys: Array.from(state.keys.values(), (key) => ({
    keyId: key.keyId,
    userId: key.user.userId,
    status: statusOf(key, now)
  })),
  workspaces: Array.from(state.workspaces.values(), ofWorkspace),
  links: Array.from(state.links.values(), ofLink)
})
