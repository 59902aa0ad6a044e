import * as Cause from "effect/Cause"
import type { Rules } from "../../Quota.js"
import type { Role } from "../../World.js"
import * as Ledger from "./quotaLedger.js"

export interface UserState {
  readonly userId: string
  readonly name: string
  readonly ledger: Ledger.QuotaLedger
}

export interface KeyState {
  readonly keyId: string
  readonly user: UserState
  /** The key itself. It only leaves as `Redacted`. */
  secret: string
  /** In milliseconds since the epoch; `undefined` means for ever. */
  expiresAt: number | undefined
  disabled: boolean
}

export interface MemberState {
  readonly workspaceMemberId: string
  readonly user: UserState
  role: Role
}

export interface LinkState {
  readonly linkId: string
  readonly workspace: WorkspaceState
  readonly creator: MemberState
  readonly title: string
  readonly createdAt: number
  deletedAt: number | undefined
}

export interface WorkspaceState {
  readonly workspaceId: string
  readonly title: string
  removed: boolean
  /** By user id. */
  readonly members: Map<string, MemberState>
  /** The links that were not deleted, in the order of their creation. */
  readonly living: Map<string, LinkState>
}

const illegal = (message: string): never => {
  throw new Cause.IllegalArgumentException(`Sandbox: ${message}`)
}

const existing = <A>(all: ReadonlyMap<string, A>, id: string, what: string): A =>
  all.get(id) ?? illegal(`there is no ${what} ${id}`)

const add = <A>(all: Map<string, A>, id: string, value: A, what: string): A => {
  if (all.has(id)) illegal(`there is a ${what} ${id} already`)
  all.set(id, value)
  return value
}

/** The users, keys, workspaces and links. Deletions and removals are soft: only a rotated key is ever forgotten. */
export class State {
  readonly users = new Map<string, UserState>()
  readonly keys = new Map<string, KeyState>()
  readonly keysBySecret = new Map<string, KeyState>()
  readonly workspaces = new Map<string, WorkspaceState>()
  readonly links = new Map<string, LinkState>()
  private readonly rules: Rules

  constructor(rules: Rules) {
    this.rules = rules
  }

  addUser(userId: string, name: string): UserState {
    return add(this.users, userId, { userId, name, ledger: Ledger.make(this.rules) }, "user")
  }

  addKey(options: {
    readonly keyId: string
    readonly userId: string
    readonly secret: string
    readonly expiresAt: number | undefined
  }): KeyState {
    const { expiresAt, keyId, secret, userId } = options
    const user = existing(this.users, userId, "user")
    if (secret === "" || this.keysBySecret.has(secret)) illegal(`the key of ${keyId} is empty or taken`)
    const key = add(this.keys, keyId, { keyId, user, secret, expiresAt, disabled: false }, "key")
    this.keysBySecret.set(secret, key)
    return key
  }

  key(keyId: string): KeyState {
    return existing(this.keys, keyId, "key")
  }

  rotateKey(keyId: string, secret: string): KeyState {
    const key = this.key(keyId)
    if (secret === "" || this.keysBySecret.has(secret)) illegal(`the new key of ${keyId} is empty or taken`)
    this.keysBySecret.delete(key.secret)
    key.secret = secret
    this.keysBySecret.set(secret, key)
    return key
  }

  addWorkspace(workspaceId: string, title: string): WorkspaceState {
    const workspace = { workspaceId, title, removed: false, members: new Map(), living: new Map() }
    return add(this.workspaces, workspaceId, workspace, "workspace")
  }

  workspace(workspaceId: string): WorkspaceState {
    return existing(this.workspaces, workspaceId, "workspace")
  }

  addMember(workspaceId: string, member: Omit<MemberState, "user"> & { readonly userId: string }): MemberState {
    const { role, userId, workspaceMemberId } = member
    const user = existing(this.users, userId, "user")
    return add(this.workspace(workspaceId).members, userId, { workspaceMemberId, user, role }, "member")
  }

  addLink(options: {
    readonly linkId: string
    readonly workspaceId: string
    readonly creatorId: string
    readonly title: string
    readonly createdAt: number
  }): LinkState {
    const { createdAt, creatorId, linkId, title, workspaceId } = options
    const workspace = this.workspace(workspaceId)
    const creator = existing(workspace.members, creatorId, `member of ${workspaceId}`)
    const link = { linkId, workspace, creator, title, createdAt, deletedAt: undefined }
    add(this.links, linkId, link, "link")
    workspace.living.set(linkId, link)
    return link
  }

  deleteLink(link: LinkState, now: number): void {
    link.deletedAt = now
    link.workspace.living.delete(link.linkId)
  }
}
