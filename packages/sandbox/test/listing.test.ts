import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as FastCheck from "effect/FastCheck"
import * as Fixtures from "../src/Fixtures.js"
import * as Quota from "../src/Quota.js"
import * as Sandbox from "../src/Sandbox.js"
import { answerOf, askDelete, askList, outcomeOf } from "./asking.js"

const { keys, users, workspaces } = Fixtures

/** Adds a workspace with links, some of them deleted, for the ids of those that are left. */
const listable = (deleted: ReadonlyArray<boolean>) =>
  Effect.gen(function* () {
    const sandbox = yield* Sandbox.Sandbox
    const { workspaceId } = yield* sandbox.addWorkspace({ members: { [users.owner]: "owner" } })
    const all = yield* sandbox.addLinks(deleted.length, { workspaceId, creatorId: users.owner })
    const gone = all.filter((_, index) => deleted[index])
    yield* Effect.forEach(gone, ({ linkId }) => askDelete({ key: keys.owner, workspaceId, linkId }))
    return { workspaceId, left: all.filter((link) => !gone.includes(link)).map(({ linkId }) => linkId) }
  })

const pageOf = (workspaceId: string, page: number, perPage: number) =>
  Effect.map(askList(keys.owner, workspaceId, page, perPage), (response) => {
    const answer = answerOf(response)
    if (answer._tag !== "Listed") throw new Error(`Expected a page, not ${answer._tag}`)
    return answer
  })

const unlimited = Effect.provide(Sandbox.layer({ quota: { windows: Quota.unlimited } }))

describe("the listing", () => {
  it.effect("the pages together are the links that are not deleted, in the order of creation, each once", () =>
    Effect.promise(() =>
      FastCheck.assert(
        FastCheck.asyncProperty(
          FastCheck.array(FastCheck.boolean(), { maxLength: 60 }),
          FastCheck.integer({ min: 1, max: 20 }),
          (deleted, perPage) =>
            Effect.gen(function* () {
              const { left, workspaceId } = yield* listable(deleted)
              const totalPages = Math.ceil(left.length / perPage)
              const seen: Array<string> = []
              // One page more than there are: it is empty.
              for (let page = 1; page <= totalPages + 1; page++) {
                const { links, pagination } = yield* pageOf(workspaceId, page, perPage)
                expect(pagination).toEqual({
                  page,
                  perPage,
                  total: left.length,
                  totalPages,
                  hasMore: page < totalPages
                })
                expect(links.length).toBe(Math.max(0, Math.min(perPage, left.length - (page - 1) * perPage)))
                seen.push(...links.map(({ linkId }) => linkId))
              }
              expect(seen).toEqual(left)
            }).pipe(unlimited, Effect.runPromise)
        ),
        { seed: 3, numRuns: 100 }
      )
    )
  )

  it.effect.each([
    [0, 10],
    [-1, 10],
    [1.5, 10],
    [Number.NaN, 10],
    [Number.POSITIVE_INFINITY, 10],
    [1, 0],
    [1, 21],
    [1, 2.5],
    [1, Number.NaN]
  ])("page %d of %d is a bad request", ([page, perPage]) =>
    Effect.gen(function* () {
      expect(outcomeOf(yield* askList(keys.owner, workspaces.main, page, perPage))).toBe("BadRequest")
    }).pipe(unlimited)
  )

  it.effect.each([
    [keys.outsider, workspaces.main, "NotAMember"],
    [keys.owner, workspaces.removed, "WorkspaceGone"],
    [keys.owner, workspaces.unknown, "WorkspaceNotFound"],
    [keys.owner, "", "BadRequest"],
    [keys.member, workspaces.main, "Listed"]
  ] as const)("the listing with key %s in workspace %s is %s", ([key, workspaceId, outcome]) =>
    Effect.gen(function* () {
      expect(outcomeOf(yield* askList(key, workspaceId))).toBe(outcome)
    }).pipe(unlimited)
  )

  it.effect("has every documented field of a link", () =>
    Effect.gen(function* () {
      const { links } = yield* pageOf(workspaces.other, 1, 10)
      expect(links).toEqual([
        {
          linkId: Fixtures.links.elsewhere,
          linkTitle: "Chart has no legend",
          linkType: "file",
          linkReusable: false,
          linkProviderType: "intercom",
          linkProviderId: `conversation_${Fixtures.links.elsewhere}`,
          linkProviderReference: "Chart has no legend",
          linkURL: `https://ws-demo-other.userplane.example/${Fixtures.links.elsewhere}`,
          meta: {},
          createdAt: "2026-01-12T09:05:00.000Z",
          project: { projectId: `prj_${workspaces.other}`, title: "Demo, other" },
          creator: { workspaceMemberId: `wsm_${workspaces.other}_member`, name: "Mika Member" },
          domain: {
            domainId: `dom_${workspaces.other}`,
            url: "https://ws-demo-other.userplane.example",
            status: "active"
          }
        }
      ])
    }).pipe(unlimited)
  )
})
