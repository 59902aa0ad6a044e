import type { LinkDescription, Pagination } from "../../Exchange.js"
import type { LinkState, WorkspaceState } from "../world/state.js"

const describe = (link: LinkState): LinkDescription => {
  const { workspaceId } = link.workspace
  const url = `https://${workspaceId.replaceAll(/[^A-Za-z0-9]+/g, "-")}.userplane.example`
  return {
    linkId: link.linkId,
    linkTitle: link.title,
    linkType: "file",
    linkReusable: false,
    linkProviderType: "intercom",
    linkProviderId: `conversation_${link.linkId}`,
    linkProviderReference: link.title,
    linkURL: `${url}/${encodeURIComponent(link.linkId)}`,
    meta: {},
    createdAt: new Date(link.createdAt).toISOString(),
    project: { projectId: `prj_${workspaceId}`, title: link.workspace.title },
    creator: { workspaceMemberId: link.creator.workspaceMemberId, name: link.creator.user.name },
    domain: { domainId: `dom_${workspaceId}`, url, status: "active" }
  }
}

/** Returns a page of the links that are not deleted, the oldest first. A page after the last one is empty. */
export const pageOf = (
  workspace: WorkspaceState,
  page: number,
  perPage: number
): { readonly links: ReadonlyArray<LinkDescription>; readonly pagination: Pagination } => {
  const total = workspace.living.size
  const first = (page - 1) * perPage
  const links: Array<LinkDescription> = []
  let index = 0
  if (first < total) {
    for (const link of workspace.living.values()) {
      if (index >= first + perPage) break
      if (index >= first) links.push(describe(link))
      index += 1
    }
  }
  const totalPages = Math.ceil(total / perPage)
  return { links, pagination: { page, perPage, total, totalPages, hasMore: page < totalPages } }
}
