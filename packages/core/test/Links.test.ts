import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import { pipe } from "effect/Function"
import * as Core from "../src/index.js"
import * as Links from "../src/Links.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import type { TransportRequest } from "../src/Transport.js"
import { ref } from "./fixtures.js"
import * as Scripted from "./scriptedTransport.js"
import { clientLayer } from "./testClient.js"

// Confirms whatever it is asked to delete.
const confirm = ({ url }: TransportRequest) => {
  const [workspaceId = "", , linkId = ""] = url.split("/").slice(-3)
  return Scripted.deleted({ workspaceId, linkId })
}

const server = () => Scripted.always((request) => confirm(request)(request))

const { workspaceId } = ref

describe("deleteLink", () => {
  it.effect.each([
    { form: "a link at once", call: Links.deleteLink(ref) },
    { form: "the workspace first, and the link later", call: Links.deleteLink({ workspaceId })(ref.linkId) },
    { form: "the link in a pipe", call: pipe(ref.linkId, Links.deleteLink({ workspaceId })) },
    { form: "a link in a pipe", call: pipe(ref, Links.deleteLink) },
    { form: "a link that an effect yields", call: Effect.flatMap(Effect.succeed(ref), Links.deleteLink) },
    { form: "a policy in a pipe", call: pipe(ref, Links.deleteLink, RetryPolicy.within(RetryPolicy.none)) }
  ])("takes $form", ({ call }) => {
    const transport = server()
    return Effect.gen(function* () {
      expect(yield* call).toMatchObject({ ...ref, confirmation: "Reply" })
      expect(transport.requests).toHaveLength(1)
    }).pipe(Effect.provide(clientLayer(transport)))
  })

  it.effect("is a description: it sends one request each time that it is run, and none before", () => {
    const transport = server()
    const call = Links.deleteLink(ref)
    return Effect.gen(function* () {
      expect(transport.requests).toHaveLength(0)
      yield* call
      yield* call
      expect(transport.requests).toHaveLength(2)
    }).pipe(Effect.provide(clientLayer(transport)))
  })

  it.effect("deletes link after link of a list", () => {
    const linkIds = ["lnk_1", "lnk_2", "lnk_3"]
    return Effect.gen(function* () {
      const links = yield* Effect.forEach(linkIds, Links.deleteLink({ workspaceId }))
      expect(links.map((link) => link.linkId)).toEqual(linkIds)
    }).pipe(Effect.provide(clientLayer(server())))
  })
})

describe("a deleted link", () => {
  it.effect.each([
    { confirmation: "Reply", answers: [Scripted.deleted()] },
    { confirmation: "GoneAfterLostReply", answers: [Scripted.connectionReset, Scripted.documented("LinkGone")] }
  ] as const)("equals one with the same fields: $confirmation", ({ answers, confirmation }) => {
    const policy = RetryPolicy.exponential({ baseDelay: 0 })
    return Effect.gen(function* () {
      const link = yield* RetryPolicy.within(Links.deleteLink(ref), policy)
      const { message } = link
      const same = new Links.DeletedLink({ ...ref, confirmation, message, attempts: answers.length })
      expect(Equal.equals(link, same)).toBe(true)
    }).pipe(Effect.provide(clientLayer(Scripted.script(...answers))))
  })
})

describe("the main entry", () => {
  it("has every operation, and every module under its name", () => {
    expect(Core.deleteLink).toBe(Links.deleteLink)
    expect(Core.deleteLinks).toBe(Links.deleteLinks)
    expect(Core.listLinks).toBe(Links.listLinks)
    expect(Object.keys(Core).sort()).toEqual([
      "ApiKey",
      "ClientMetrics",
      "DeleteLinkError",
      "DeleteSummary",
      "ErrorCatalogue",
      "FetchTransport",
      "Journal",
      "JournalFile",
      "Links",
      "ListLinksError",
      "Quota",
      "QuotaStore",
      "RetryPolicy",
      "Transport",
      "Userplane",
      "deleteLink",
      "deleteLinks",
      "listLinks"
    ])
  })
})
