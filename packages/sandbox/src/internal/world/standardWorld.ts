import * as Duration from "effect/Duration"
import * as Redacted from "effect/Redacted"
import * as Fault from "../../Fault.js"
import * as Fixtures from "../../Fixtures.js"
import type { Role } from "../../World.js"
import type { SeededRandom } from "./random.js"
import type { State } from "./state.js"
import type { Fill } from "./world.js"

const names = { owner: "Olga Owner", admin: "Ada Admin", member: "Mika Member", outsider: "Otto Outsider" } as const

type Person = keyof typeof names

const people: ReadonlyArray<Person> = ["owner", "admin", "member", "outsider"]

const workspaces: ReadonlyArray<{
  readonly workspaceId: string
  readonly title: string
  readonly members: Readonly<Partial<Record<Person, Role>>>
}> = [
  {
    workspaceId: Fixtures.workspaces.main,
    title: "Demo",
    members: { owner: "owner", admin: "admin", member: "member" }
  },
  { workspaceId: Fixtures.workspaces.other, title: "Demo, other", members: { owner: "owner", member: "member" } },
  { workspaceId: Fixtures.workspaces.removed, title: "Demo, removed", members: { owner: "owner", member: "member" } },
  { workspaceId: Fixtures.workspaces.foreign, title: "Demo, foreign", members: { outsider: "owner" } }
]

const { links, workspaces: where } = Fixtures

const namedLinks: ReadonlyArray<readonly [linkId: string, workspaceId: string, creator: Person, title: string]> = [
  [links.deletable, where.main, "member", "Checkout shows an empty cart"],
  [links.gone, where.main, "member", "Password reset loops"],
  [links.forbidden, where.main, "owner", "Invoice has no total"],
  [links.busy, where.main, "member", "Search takes a minute"],
  [links.lostReply, where.main, "member", "Upload stops half way"],
  [links.elsewhere, where.other, "member", "Chart has no legend"],
  [links.removed, where.removed, "member", "Login page is blank"],
  [links.foreign, where.foreign, "outsider", "Export has no header"]
]

/** The creation time of the first link: fixed, so that the same seed gives the same world. */
const firstCreatedAt = Date.UTC(2026, 0, 12, 9)

const minute = Duration.toMillis("1 minute")

const addPeople = (state: State): void => {
  for (const person of people) {
    const userId = Fixtures.users[person]
    state.addUser(userId, names[person])
    state.addKey({
      keyId: Fixtures.keyIds[person],
      userId,
      // The member's key is then rotated, so that the first one is invalid.
      secret: Redacted.value(Fixtures.keys[person === "member" ? "rotated" : person]),
      expiresAt: undefined
    })
  }
  state.rotateKey(Fixtures.keyIds.member, Redacted.value(Fixtures.keys.member))
  for (const name of ["expired", "disabled"] as const) {
    const key = state.addKey({
      keyId: Fixtures.keyIds[name],
      userId: Fixtures.users.owner,
      secret: Redacted.value(Fixtures.keys[name]),
      expiresAt: name === "expired" ? 0 : undefined
    })
    key.disabled = name === "disabled"
  }
}

const addWorkspaces = (state: State): void => {
  for (const { members, title, workspaceId } of workspaces) {
    state.addWorkspace(workspaceId, title)
    for (const person of people) {
      const role = members[person]
      if (role === undefined) continue
      const workspaceMemberId = `wsm_${workspaceId}_${person}`
      state.addMember(workspaceId, { workspaceMemberId, userId: Fixtures.users[person], role })
    }
  }
}

const addLinks = (state: State, random: SeededRandom): void => {
  let createdAt = firstCreatedAt
  for (const [linkId, workspaceId, creator, title] of namedLinks) {
    const creatorId = Fixtures.users[creator]
    const link = state.addLink({ linkId, workspaceId, creatorId, title, createdAt })
    if (linkId === links.gone) state.deleteLink(link, createdAt + minute)
    createdAt += minute
  }
  for (let index = 0; index < Fixtures.unnamedLinks; index++) {
    const creatorId = Fixtures.users[index % 2 === 0 ? "owner" : "member"]
    const linkId = random.id("lnk")
    state.addLink({ linkId, workspaceId: where.main, creatorId, title: random.title(), createdAt })
    createdAt += minute
  }
}

/** The world that `Fixtures` describes. */
export const fill: Fill = ({ faults, random, state }) => {
  addPeople(state)
  addWorkspaces(state)
  addLinks(state, random)
  state.workspace(where.removed).removed = true
  faults.add(Fault.ServiceUnavailable.make(), { linkId: links.busy })
  faults.add(Fault.RateLimited.make({ headers: { "retry-after": "1" } }), { linkId: links.busy })
  faults.add(Fault.LostReply.make(), { linkId: links.lostReply })
}
