import * as Links from "@effect-userplane/protocol/Links"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { LinkPage, ListedLink } from "../../LinkPage.js"
import type { ListLinksError } from "../../ListLinksError.js"
import type { ListLinksOptions } from "../../ListLinksOptions.js"
import type { Userplane } from "../../Userplane.js"
import { listPage } from "../call/listPage.js"
import { currentQuota } from "../quota/current.js"
import { underQuota } from "./underQuota.js"

const pageRef = ({ page = 1, perPage = Links.mostPerPage, workspaceId }: ListLinksOptions): Links.PageRef => ({
  workspaceId,
  page,
  perPage
})

export const listLinkPage = (options: ListLinksOptions): Effect.Effect<LinkPage, ListLinksError, Userplane> =>
  listPage(pageRef(options))

export const listLinkPages = (options: ListLinksOptions): Stream.Stream<LinkPage, ListLinksError, Userplane> =>
  Stream.unwrap(
    Effect.map(currentQuota, (quota) =>
      Stream.paginateEffect(pageRef(options), (ref) =>
        Effect.map(listPage(ref, underQuota(quota, ref.workspaceId)), (page) => [
          page,
          Option.fromNullable(Links.nextPage(ref, page))
        ])
      )
    )
  )

/** The links of the pages, each once. */
const distinct = <E, R>(pages: Stream.Stream<LinkPage, E, R>): Stream.Stream<ListedLink, E, R> =>
  Stream.suspend(() => {
    const listed = new Set<string>()
    const isNew = ({ linkId }: ListedLink) => {
      const isKnown = listed.has(linkId)
      listed.add(linkId)
      return !isKnown
    }
    return Stream.flattenChunks(Stream.map(pages, ({ links }) => Chunk.fromIterable(links.filter(isNew))))
  })

export const listLinks = (options: ListLinksOptions): Stream.Stream<ListedLink, ListLinksError, Userplane> =>
  distinct(listLinkPages(options))
