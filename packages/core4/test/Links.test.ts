import { type Form, linkForms } from "@effect-userplane/testing/LinkForms"
import * as Effect from "effect/Effect"
import { pipe } from "effect/Function"
import { expect, it } from "vitest"
import * as Core from "../src/index.js"
import * as Links from "../src/Links.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import { client } from "./client.js"
import { ref } from "./fixtures.js"
import { script, sharedAnswer } from "./scriptedTransport.js"
import { type Call, clientLayer } from "./testClient.js"

const { linkId, workspaceId } = ref

const calls: { readonly [F in Form]: Call } = {
  "a link at once": Links.deleteLink(ref),
  "the workspace first, and the link later": Links.deleteLink({ workspaceId })(linkId),
  "the link in a pipe": pipe(linkId, Links.deleteLink({ workspaceId })),
  "a link in a pipe": pipe(ref, Links.deleteLink),
  "a link that an effect yields": Effect.flatMap(Effect.succeed(ref), Links.deleteLink),
  "a policy in a pipe": pipe(ref, Links.deleteLink, RetryPolicy.within(RetryPolicy.none))
}

linkForms(
  {
    call: (form, answer) => Effect.runPromise(Effect.provide(calls[form], clientLayer(script(sharedAnswer(answer))))),
    callEach: (linkIds, answers) => {
      const links = Effect.forEach(linkIds, Links.deleteLink({ workspaceId }))
      return Effect.runPromise(Effect.provide(links, clientLayer(script(...answers.map(sharedAnswer)))))
    }
  },
  client
)

it("the main entry has every operation, and every module under its name", () => {
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
    "Links",
    "ListLinksError",
    "Quota",
    "RetryPolicy",
    "Transport",
    "Userplane",
    "deleteLink",
    "deleteLinks",
    "listLinks"
  ])
})
