/** Every fault, however the sandbox is reached, as the real client sees it. */

import { describe, expect, it } from "@effect/vitest"
import type { DeleteLinkError } from "@effect-userplane/core/DeleteLinkError"
import * as RetryPolicy from "@effect-userplane/core/RetryPolicy"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fault from "../src/Fault.js"
import * as Fixtures from "../src/Fixtures.js"
import * as Sandbox from "../src/Sandbox.js"
import { deleteWith, faces, inProcess } from "./faces.js"

const { links } = Fixtures

/** The fields of any failure. */
type Seen = { readonly _tag: DeleteLinkError["_tag"] } & Readonly<Record<string, unknown>>

interface Case {
  readonly name: string
  readonly fault: Fault.Fault
  /** The failure of a call of one request; `undefined` for a confirmed deletion. */
  readonly failure?: Seen
  readonly deleted: boolean
  /** The result of a call that may retry. */
  readonly recovery: "GoneAfterLostReply" | "Reply" | DeleteLinkError["_tag"]
}

const before = "BeforeActing"
const after = "AfterActing"

const policies = (attemptTimeout: Duration.DurationInput) => ({
  once: RetryPolicy.exponential({ maxAttempts: 1, attemptTimeout }),
  again: RetryPolicy.exponential({ baseDelay: "1 millis", attemptTimeout })
})

const unavailable: Seen = { _tag: "ServiceUnavailable", code: "SERVICE_UNAVAILABLE", outcome: "NotDeleted" }

const limited: Seen = { _tag: "RateLimited", status: 429, code: "RATE_LIMITED", outcome: "NotDeleted" }

const failed: Seen = { _tag: "LinkDeleteFailed", status: 500, message: "Failed to delete link", outcome: "Unknown" }

const internal: Seen = {
  _tag: "UndocumentedError",
  status: 500,
  code: "INTERNAL_SERVER_ERROR",
  message: "Internal server error",
  outcome: "Unknown"
}

const gateway: Seen = { _tag: "UnexpectedResponse", reason: "NotJson", status: 502, contentType: "text/html" }

const lost: Seen = { _tag: "TransportError", reason: "ConnectionLost", outcome: "Unknown" }

const timedOut: Seen = { _tag: "TransportError", reason: "Timeout", outcome: "Unknown" }

const unread: Seen = { _tag: "UnexpectedResponse", status: 200, outcome: "Unknown" }

const prose = { envelope: "Prose" } as const

const cases: ReadonlyArray<Case> = [
  { name: "a 503", fault: Fault.ServiceUnavailable.make(), failure: unavailable, deleted: false, recovery: "Reply" },
  {
    name: "a 503 in prose",
    fault: Fault.ServiceUnavailable.make(prose),
    failure: unavailable,
    deleted: false,
    recovery: "Reply"
  },
  {
    name: "a 429 without a retry-after",
    fault: Fault.RateLimited.make(),
    failure: limited,
    deleted: false,
    recovery: "Reply"
  },
  {
    name: "a 429 with a header",
    fault: Fault.RateLimited.make({ headers: { "Retry-After-Ms": "5" } }),
    failure: { ...limited, retryAfter: Duration.millis(5) },
    deleted: false,
    recovery: "Reply"
  },
  {
    name: "a 429 in prose, with data",
    fault: Fault.RateLimited.make({ ...prose, data: { retryAfter: 0.005 } }),
    failure: { ...limited, retryAfter: Duration.millis(5) },
    deleted: false,
    recovery: "Reply"
  },
  {
    name: "a 500 before acting",
    fault: Fault.LinkDeleteFailed.make({ when: before }),
    failure: failed,
    deleted: false,
    recovery: "Reply"
  },
  {
    name: "a 500 after acting",
    fault: Fault.LinkDeleteFailed.make({ when: after }),
    failure: failed,
    deleted: true,
    recovery: "GoneAfterLostReply"
  },
  {
    name: "an undefined 500 before acting",
    fault: Fault.UndefinedError.make(),
    failure: internal,
    deleted: false,
    recovery: "Reply"
  },
  {
    name: "an undefined 500 after acting, in prose",
    fault: Fault.UndefinedError.make({ ...prose, when: after }),
    failure: internal,
    deleted: true,
    recovery: "GoneAfterLostReply"
  },
  {
    name: "an undefined 409",
    fault: Fault.UndefinedError.make({ status: 409, code: "CONFLICT", message: "Try later", data: [1] }),
    failure: { _tag: "UndocumentedError", status: 409, code: "CONFLICT", message: "Try later", data: [1] },
    deleted: false,
    recovery: "UndocumentedError"
  },
  {
    name: "a slow response",
    fault: Fault.Slow.make({ delay: Duration.millis(30) }),
    deleted: true,
    recovery: "Reply"
  },
  {
    name: "a slow request",
    fault: Fault.Slow.make({ delay: Duration.millis(30), when: before }),
    deleted: true,
    recovery: "Reply"
  },
  {
    name: "a response slower than the timeout",
    fault: Fault.Slow.make({ delay: Duration.hours(1) }),
    failure: timedOut,
    deleted: true,
    recovery: "GoneAfterLostReply"
  },
  {
    name: "a request slower than the timeout",
    fault: Fault.Slow.make({ delay: Duration.hours(1), when: before }),
    failure: timedOut,
    deleted: false,
    recovery: "Reply"
  },
  {
    name: "no response after acting",
    fault: Fault.NoReply.make(),
    failure: timedOut,
    deleted: true,
    recovery: "GoneAfterLostReply"
  },
  {
    name: "no response before acting",
    fault: Fault.NoReply.make({ when: before }),
    failure: timedOut,
    deleted: false,
    recovery: "Reply"
  },
  {
    name: "a lost response",
    fault: Fault.LostReply.make(),
    failure: lost,
    deleted: true,
    recovery: "GoneAfterLostReply"
  },
  { name: "a reset before acting", fault: Fault.Reset.make(), failure: lost, deleted: false, recovery: "Reply" },
  {
    name: "HTML of a gateway",
    fault: Fault.GatewayHtml.make(),
    failure: { ...gateway, outcome: "Unknown" },
    deleted: false,
    recovery: "Reply"
  },
  {
    name: "HTML of a gateway after acting",
    fault: Fault.GatewayHtml.make({ when: after }),
    failure: { ...gateway, outcome: "Unknown" },
    deleted: true,
    recovery: "GoneAfterLostReply"
  },
  {
    name: "HTML with the status of a success",
    fault: Fault.GatewayHtml.make({ status: 200, when: after }),
    failure: { ...gateway, status: 200, outcome: "Unknown" },
    deleted: true,
    recovery: "UnexpectedResponse"
  },
  {
    name: "a redirect",
    fault: Fault.Redirect.make({ location: "https://elsewhere.example/" }),
    failure: {
      _tag: "UnexpectedResponse",
      reason: "Redirect",
      status: 303,
      location: "https://elsewhere.example/",
      outcome: "NotDeleted"
    },
    deleted: false,
    recovery: "UnexpectedResponse"
  },
  {
    name: "a body of 1 MiB",
    fault: Fault.OversizedBody.make(),
    failure: { ...unread, reason: "BodyTooLarge" },
    deleted: true,
    recovery: "UnexpectedResponse"
  },
  {
    name: "a body of exactly 64 KiB",
    fault: Fault.OversizedBody.make({ bytes: 64 * 1024 }),
    deleted: true,
    recovery: "Reply"
  },
  {
    name: "an endless body",
    fault: Fault.EndlessBody.make(),
    failure: { ...unread, reason: "BodyTooLarge" },
    deleted: true,
    recovery: "UnexpectedResponse"
  },
  {
    name: "cut JSON",
    fault: Fault.CutJson.make(),
    failure: { ...unread, reason: "NotJson" },
    deleted: true,
    recovery: "UnexpectedResponse"
  }
]

describe.each(faces)("$name", ({ layer, name }) => {
  // In process no timeout is waited for in real time: `SandboxHttpClient.test.ts` has these on a `TestClock`.
  const applicable = cases.filter(({ failure }) => name !== inProcess.name || failure !== timedOut)

  it.live.each(applicable)(
    "$name: one request fails as expected, and retries recover",
    ({ deleted, failure, fault, recovery }) =>
      Effect.gen(function* () {
        const { again, once } = policies(failure === timedOut ? "400 millis" : "30 seconds")
        const sandbox = yield* Sandbox.Sandbox
        const isDeleted = (linkId: string) => Effect.map(sandbox.link(linkId), (link) => link?.deletedAt !== undefined)

        yield* sandbox.addFault(fault, { linkId: links.deletable })
        const first = yield* deleteWith({ linkId: links.deletable, policy: once })
        if (failure === undefined) expect(Either.isRight(first) && first.right.confirmation).toBe("Reply")
        else expect(Either.isLeft(first) && first.left).toMatchObject(failure)
        expect(yield* isDeleted(links.deletable)).toBe(deleted)

        const other = (yield* sandbox.addLink({
          workspaceId: Fixtures.workspaces.main,
          creatorId: Fixtures.users.member
        })).linkId
        yield* sandbox.addFault(fault, { linkId: other })
        const second = yield* deleteWith({ linkId: other, policy: again })
        expect(Either.isRight(second) ? second.right.confirmation : second.left._tag).toBe(recovery)
      }).pipe(Effect.provide(layer))
  )

  it.live.each(["OpenApi", "Prose"] as const)(
    "a documented failure in the envelope %s is the same failure",
    (envelope) =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox.Sandbox
        if (envelope === "Prose") yield* sandbox.addFault(Fault.ProseEnvelope.make())
        const result = yield* deleteWith({ linkId: links.forbidden })
        expect(Either.isLeft(result) && result.left).toMatchObject({
          _tag: "LinkDeleteForbidden",
          status: 403,
          code: "LINK_DELETE_FORBIDDEN",
          message: "You do not have permission to delete this link"
        })
      }).pipe(Effect.provide(layer))
  )
})
