import * as Links from "@effect-userplane/protocol/Links"
import type * as Effect from "effect/Effect"
import { LinkPage } from "../../LinkPage.js"
import { fromFailure, type ListLinksError } from "../../ListLinksError.js"
import type { Userplane } from "../../Userplane.js"
import type { ClientOperation } from "../model/operation.js"
import { call, type Supervise } from "./call.js"

/** The listing of a page of links. */
const operation: ClientOperation<Links.PageRef, Links.LinkPage, Links.ListTag, LinkPage, ListLinksError> = {
  protocol: Links.listLinks,
  spanName: "Links.listLinks",
  attributes: ({ page, workspaceId }) => ({ "userplane.workspace.id": workspaceId, "userplane.page": page }),
  success: (ref, { attempts, requestId, value }) =>
    new LinkPage(
      { ...ref, ...value, attempts, ...(requestId === undefined ? {} : { requestId }) },
      { disableChecks: true }
    ),
  outcome: () => "Listed",
  successAttributes: ({ links }) => ({ "userplane.page.links": links.length }),
  failure: fromFailure
}

/** Lists a page of links, by itself or within a listing of several. */
export const listPage = (
  { page, perPage, workspaceId }: Links.PageRef,
  supervise?: Supervise<LinkPage, ListLinksError>
): Effect.Effect<LinkPage, ListLinksError, Userplane> => call(operation, { workspaceId, page, perPage }, supervise)
