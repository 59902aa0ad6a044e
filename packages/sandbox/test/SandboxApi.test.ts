/** The responses of the sandbox match the described API. */

import { describe, expect, it } from "@effect/vitest"
import * as ErrorCatalogue from "@effect-userplane/core/ErrorCatalogue"
import { DeletionEnvelope, ErrorEnvelope, errorStatuses } from "@effect-userplane/core/UserplaneApi"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Fault from "../src/Fault.js"
import * as Fixtures from "../src/Fixtures.js"
import * as Sandbox from "../src/Sandbox.js"
import { ListingEnvelope } from "../src/SandboxApi.js"
import { inProcess, type PlainRequest, sendForJson } from "./faces.js"

const { keys, links, workspaces } = Fixtures

const exactly = { onExcessProperty: "error" } as const

const pathOf = (workspaceId: string, linkId: string) => `/public/workspace/${workspaceId}/links/${linkId}`

const deletionOf = (linkId: string, key = keys.member, workspaceId: string = workspaces.main): PlainRequest => ({
  method: "DELETE",
  path: pathOf(workspaceId, linkId),
  key
})

interface Failing {
  readonly request: PlainRequest
  readonly fault?: Fault.Fault
}

/** The failures that have a state or a fault of their own. */
const failures: { readonly [T in ErrorCatalogue.Tag]?: Failing } = {
  BadRequest: { request: deletionOf("l".repeat(256)) },
  ApiKeyRequired: { request: { method: "DELETE", path: pathOf(workspaces.main, links.deletable) } },
  ApiKeyInvalid: { request: deletionOf(links.deletable, keys.rotated) },
  ApiKeyExpired: { request: deletionOf(links.deletable, keys.expired) },
  ApiKeyDisabled: { request: deletionOf(links.deletable, keys.disabled) },
  NotAMember: { request: deletionOf(links.deletable, keys.outsider) },
  LinkWorkspaceMismatch: { request: deletionOf(links.elsewhere) },
  LinkDeleteForbidden: { request: deletionOf(links.forbidden) },
  WorkspaceNotFound: { request: deletionOf(links.deletable, keys.member, workspaces.unknown) },
  LinkNotFound: { request: deletionOf(links.unknown) },
  WorkspaceGone: { request: deletionOf(links.removed, keys.member, workspaces.removed) },
  LinkGone: { request: deletionOf(links.gone) },
  RateLimited: { request: deletionOf(links.deletable), fault: Fault.RateLimited.make({ data: { retryAfter: 1 } }) },
  LinkDeleteFailed: { request: deletionOf(links.deletable), fault: Fault.LinkDeleteFailed.make() },
  ServiceUnavailable: { request: deletionOf(links.deletable), fault: Fault.ServiceUnavailable.make() }
}

const failing = (tag: ErrorCatalogue.Tag): Failing =>
  failures[tag] ?? { request: deletionOf(links.deletable), fault: Fault.DocumentedFailure.make({ tag }) }

describe("the responses", () => {
  it.effect.each(ErrorCatalogue.entries)("$code has its status, its message and the described envelope", (entry) =>
    Effect.gen(function* () {
      const { fault, request } = failing(entry.tag)
      const sandbox = yield* Sandbox.Sandbox
      if (fault !== undefined) yield* sandbox.addFault(fault)
      const { body, status } = yield* sendForJson(request)
      expect(status).toBe(entry.status)
      expect(yield* Schema.decodeUnknown(ErrorEnvelope, exactly)(body)).toMatchObject({
        defined: true,
        code: entry.code,
        status: entry.status,
        message: entry.message
      })
    }).pipe(Effect.provide(inProcess.layer))
  )

  it.effect.each(errorStatuses)("an undefined %d has the described envelope", (status) =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* sandbox.addFault(Fault.UndefinedError.make({ status }))
      const response = yield* sendForJson(deletionOf(links.deletable))
      expect(response.status).toBe(status)
      expect(yield* Schema.decodeUnknown(ErrorEnvelope, exactly)(response.body)).toMatchObject({
        defined: false,
        status
      })
    }).pipe(Effect.provide(inProcess.layer))
  )

  it.effect("the prose envelope has only an error and a message", () =>
    Effect.gen(function* () {
      const sandbox = yield* Sandbox.Sandbox
      yield* sandbox.addFault(Fault.ProseEnvelope.make())
      expect(yield* sendForJson(deletionOf(links.gone))).toEqual({
        status: 410,
        body: { error: "LINK_GONE", message: "Link has been deleted" }
      })
    }).pipe(Effect.provide(inProcess.layer))
  )

  it.effect("a deletion has the described envelope", () =>
    Effect.gen(function* () {
      const { body, status } = yield* sendForJson(deletionOf(links.deletable))
      expect(status).toBe(200)
      expect(yield* Schema.decodeUnknown(DeletionEnvelope, exactly)(body)).toEqual({
        message: "Link deleted successfully",
        data: { workspaceId: workspaces.main, linkId: links.deletable }
      })
    }).pipe(Effect.provide(inProcess.layer))
  )

  it.effect("a page has the described envelope", () =>
    Effect.gen(function* () {
      const { body, status } = yield* sendForJson({
        path: `/public/workspace/${workspaces.main}/links`,
        key: keys.member
      })
      expect(status).toBe(200)
      expect((yield* Schema.decodeUnknown(ListingEnvelope, exactly)(body)).data.links).toHaveLength(10)
    }).pipe(Effect.provide(inProcess.layer))
  )
})
