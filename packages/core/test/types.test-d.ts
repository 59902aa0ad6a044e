/** What the types promise. `tsc` checks this file, and nothing runs it. */
// Effects stand here for their types alone.
// @effect-diagnostics *:off
import * as Effect from "effect/Effect"
import { pipe } from "effect/Function"
import type * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import type * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import { describe, expectTypeOf, it } from "vitest"
import type * as ApiKey from "../src/ApiKey.js"
import type * as E from "../src/DeleteLinkError.js"
import type * as ErrorCatalogue from "../src/ErrorCatalogue.js"
import type * as JournalModule from "../src/Journal.js"
import {
  type DeletedLink,
  type DeleteOutcome,
  deleteLink,
  deleteLinks,
  type LinkPage,
  type LinkRef,
  type ListedLink,
  listLinkPage,
  listLinkPages,
  listLinks,
  type OutageTooLong,
  type RunStopped
} from "../src/Links.js"
import type * as L from "../src/ListLinksError.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import type * as Transport from "../src/Transport.js"
import * as Userplane from "../src/Userplane.js"

type Call = Effect.Effect<DeletedLink, E.DeleteLinkError, Userplane.Userplane>

type Documented<T extends ErrorCatalogue.Tag> = Extract<E.DeleteLinkError, { readonly _tag: T }>

type FieldsOf<Field extends keyof ErrorCatalogue.Entry> = {
  readonly [T in ErrorCatalogue.Tag]: (typeof ErrorCatalogue.byTag)[T][Field]
}

declare const ref: LinkRef
declare const id: string
declare const key: Redacted.Redacted

const call = deleteLink({ workspaceId: "ws", linkId: "lnk" })

/** One handler for each tag, which takes the class of that tag. */
declare const handlers: {
  readonly [T in keyof typeof E.classes]: (_: InstanceType<(typeof E.classes)[T]>) => Effect.Effect<void>
}

type Fallback = "UndocumentedError" | "UnexpectedResponse" | "TransportError"

describe("the failures of deleteLink", () => {
  it("are the documented ones and the fallbacks, and nothing else", () => {
    expectTypeOf<Effect.Effect.Error<typeof call>>().toEqualTypeOf<E.DeleteLinkError>()
    expectTypeOf<E.DeleteLinkError["_tag"]>().toEqualTypeOf<ErrorCatalogue.Tag | Fallback | "InvalidLinkRef">()
  })

  it("are none once all tags are caught", () => {
    const caught = Effect.catchTags(call, handlers)
    expectTypeOf<Effect.Effect.Error<typeof caught>>().toEqualTypeOf<never>()
    expectTypeOf(call.pipe(Effect.catchTags(handlers))).toEqualTypeOf(caught)
  })

  it("are the one whose tag was left out", () => {
    const { LinkGone: _, ...others } = handlers
    const caught = Effect.catchTags(call, others)
    expectTypeOf<Effect.Effect.Error<typeof caught>>().toEqualTypeOf<E.LinkGone>()
    // @ts-expect-error LinkGone is not caught
    const total: Effect.Effect<unknown, never, Userplane.Userplane> = caught
    return total
  })

  it("can be left out no more than a tag can be made up", () => {
    // @ts-expect-error there is no such tag
    Effect.catchTags(call, { LinkLost: () => Effect.void })
    // @ts-expect-error there is no such tag
    Effect.catchTag(call, "LinkLost", () => Effect.void)
  })

  it("all say which link it was, how many requests it took, and what is known of the outcome", () => {
    expectTypeOf<E.DeleteLinkError["workspaceId" | "linkId" | "message"]>().toEqualTypeOf<string>()
    expectTypeOf<E.DeleteLinkError["attempts"]>().toEqualTypeOf<number>()
    expectTypeOf<E.DeleteLinkError["outcome"]>().toEqualTypeOf<"NotDeleted" | "Unknown">()
  })

  it("have their code and their status as literals where they are documented", () => {
    expectTypeOf<E.LinkGone["code"]>().toEqualTypeOf<"LINK_GONE">()
    expectTypeOf<E.LinkGone["status"]>().toEqualTypeOf<410>()
    expectTypeOf<{ readonly [T in ErrorCatalogue.Tag]: Documented<T>["code"] }>().toEqualTypeOf<FieldsOf<"code">>()
    expectTypeOf<{ readonly [T in ErrorCatalogue.Tag]: Documented<T>["status"] }>().toEqualTypeOf<FieldsOf<"status">>()
    expectTypeOf<E.DocumentedError["_tag"]>().toEqualTypeOf<ErrorCatalogue.Tag>()
    expectTypeOf<E.DocumentedError["code"]>().toEqualTypeOf<ErrorCatalogue.Code>()
    expectTypeOf<E.DocumentedError["status"]>().toEqualTypeOf<ErrorCatalogue.Status>()
    expectTypeOf<E.UndocumentedError["code"]>().toEqualTypeOf<string>()
  })

  it("have no status where there was no response", () => {
    expectTypeOf<E.TransportError>().not.toHaveProperty("status")
    expectTypeOf<E.InvalidLinkRef>().not.toHaveProperty("status")
  })

  it("can be encoded to and decoded from JSON without any service", () => {
    expectTypeOf<Schema.Schema.Type<typeof E.DeleteLinkError>>().toEqualTypeOf<E.DeleteLinkError>()
    expectTypeOf<Schema.Schema.Context<typeof E.DeleteLinkError>>().toEqualTypeOf<never>()
  })
})

describe("deleteLink", () => {
  it("takes a link at once", () => {
    expectTypeOf(call).toEqualTypeOf<Call>()
    expectTypeOf(deleteLink(ref)).toEqualTypeOf<Call>()
  })

  it("takes the workspace first, and the link later", () => {
    expectTypeOf(deleteLink({ workspaceId: "ws" })).toEqualTypeOf<(linkId: string) => Call>()
    expectTypeOf(pipe(id, deleteLink({ workspaceId: "ws" }))).toEqualTypeOf<Call>()
  })

  it("is a function of one link, or of one id, to pass on", () => {
    const deletions = Effect.forEach(["a", "b"], deleteLink({ workspaceId: "ws" }))
    expectTypeOf(deletions).toEqualTypeOf<Effect.Effect<Array<DeletedLink>, E.DeleteLinkError, Userplane.Userplane>>()
    expectTypeOf(Effect.forEach([ref, ref], (link) => deleteLink(link))).toEqualTypeOf(deletions)
    expectTypeOf(Effect.flatMap(Effect.succeed(ref), deleteLink)).toEqualTypeOf<Call>()
    expectTypeOf(Effect.succeed(ref).pipe(Effect.flatMap(deleteLink))).toEqualTypeOf<Call>()
    expectTypeOf(Effect.succeed("lnk").pipe(Effect.flatMap(deleteLink({ workspaceId: "ws" })))).toEqualTypeOf<Call>()
    expectTypeOf(pipe(ref, deleteLink, RetryPolicy.within(RetryPolicy.none))).toEqualTypeOf<Call>()
  })

  it("takes nothing else", () => {
    // @ts-expect-error no workspace
    deleteLink({ linkId: "lnk" })
    // @ts-expect-error no link and no workspace
    deleteLink({})
    // @ts-expect-error an id that is no text
    deleteLink({ workspaceId: "ws", linkId: 7 })
    // @ts-expect-error an id that may be missing: neither a link nor a workspace alone
    deleteLink({ workspaceId: "ws", linkId: undefined })
    // @ts-expect-error a link by its id alone
    deleteLink("lnk")
  })
})

describe("the layers of the client", () => {
  it("ask for what they need, and for no more", () => {
    expectTypeOf(Userplane.layer({ apiKey: key })).toEqualTypeOf<typeof Userplane.layerConfig>()
    expectTypeOf<Layer.Layer.Context<typeof Userplane.layerFetch>>().toEqualTypeOf<never>()
    expectTypeOf(Userplane.layerTransport({})).toEqualTypeOf<
      Layer.Layer<
        Userplane.Userplane,
        Layer.Layer.Error<typeof Userplane.layerFetch>,
        ApiKey.ApiKey | Transport.Transport
      >
    >()
  })
})

describe("deleteLinks", () => {
  type Outcomes<E = never, R = never> = Stream.Stream<DeleteOutcome, E | RunStopped, R | Userplane.Userplane>

  it("takes an iterable or a stream, first or in a pipe", () => {
    expectTypeOf(deleteLinks([ref])).toEqualTypeOf<Outcomes>()
    expectTypeOf(deleteLinks(new Set([ref]), { concurrency: 4 })).toEqualTypeOf<Outcomes>()
    expectTypeOf(pipe([ref], deleteLinks())).toEqualTypeOf<Outcomes>()
  })

  it("keeps what the links' own stream fails with and needs", () => {
    const source = {} as Stream.Stream<LinkRef, "broken", "shelf">
    expectTypeOf(deleteLinks(source)).toEqualTypeOf<Outcomes<"broken", "shelf">>()
    expectTypeOf(source.pipe(deleteLinks({ concurrency: 4 }))).toEqualTypeOf<Outcomes<"broken", "shelf">>()
  })

  it("stops for a failure of a call or of the journal, or for an outage", () => {
    expectTypeOf<RunStopped["cause"]>().toEqualTypeOf<
      | E.DeleteLinkError
      | JournalModule.JournalLost
      | JournalModule.JournalMismatch
      | JournalModule.JournalUnavailable
      | OutageTooLong
    >()
  })
})

describe("a listing", () => {
  it("is a stream of links or of pages, or one page", () => {
    const options = { workspaceId: "ws" }
    expectTypeOf(listLinks(options)).toEqualTypeOf<Stream.Stream<ListedLink, L.ListLinksError, Userplane.Userplane>>()
    expectTypeOf(listLinkPages(options)).toEqualTypeOf<Stream.Stream<LinkPage, L.ListLinksError, Userplane.Userplane>>()
    expectTypeOf(listLinkPage({ ...options, page: 2, perPage: 5 })).toEqualTypeOf<
      Effect.Effect<LinkPage, L.ListLinksError, Userplane.Userplane>
    >()
  })

  it("gives links that can be deleted as they are", () => {
    expectTypeOf<ListedLink>().toExtend<LinkRef>()
    expectTypeOf<ListedLink["linkTitle"]>().toEqualTypeOf<unknown>()
    expectTypeOf(listLinks({ workspaceId: "ws" }).pipe(deleteLinks())).toEqualTypeOf<
      Stream.Stream<DeleteOutcome, L.ListLinksError | RunStopped, Userplane.Userplane>
    >()
  })

  it("fails with the tags that are not about a single link, and no others", () => {
    type AboutLinks = Extract<ErrorCatalogue.Tag, `Link${string}`>
    expectTypeOf<L.ListLinksError["_tag"]>().toEqualTypeOf<
      Exclude<ErrorCatalogue.Tag, AboutLinks> | Fallback | "InvalidPageRef"
    >()
  })

  it("fails with what names the page, and neither a link nor an outcome", () => {
    expectTypeOf<L.ListLinksError["workspaceId" | "message"]>().toEqualTypeOf<string>()
    expectTypeOf<L.ListLinksError["page" | "perPage" | "attempts"]>().toEqualTypeOf<number>()
    expectTypeOf<L.ListLinksError>().not.toHaveProperty("linkId")
    expectTypeOf<L.ListLinksError>().not.toHaveProperty("outcome")
    expectTypeOf<L.NotAMember["code"]>().toEqualTypeOf<"NOT_A_MEMBER">()
    expectTypeOf<L.NotAMember["status"]>().toEqualTypeOf<403>()
  })

  it("can be encoded to and decoded from JSON without any service", () => {
    expectTypeOf<Schema.Schema.Type<typeof L.ListLinksError>>().toEqualTypeOf<L.ListLinksError>()
    expectTypeOf<Schema.Schema.Context<typeof L.ListLinksError>>().toEqualTypeOf<never>()
  })

  it("fails with tags that one handler takes together with those of deleteLink", () => {
    const both = Effect.zip(listLinkPage({ workspaceId: "ws" }), call)
    const caught = Effect.catchTag(both, "NotAMember", (error) => {
      expectTypeOf(error).toEqualTypeOf<E.NotAMember | L.NotAMember>()
      return Effect.void
    })
    expectTypeOf<Extract<Effect.Effect.Error<typeof caught>, { readonly _tag: "NotAMember" }>>().toEqualTypeOf<never>()
  })
})

describe("a retry policy", () => {
  it("sees the failures of every operation", () => {
    expectTypeOf<E.DeleteLinkError | L.ListLinksError>().toExtend<RetryPolicy.FailedCall>()
  })
})
