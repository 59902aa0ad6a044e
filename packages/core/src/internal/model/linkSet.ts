import type { LinkRef } from "../../LinkRef.js"
import { IdSet } from "./idSet.js"

/** A set of links, which names each workspace once. */
export class LinkSet {
  size = 0
  private readonly workspaces = new Map<string, IdSet>()

  has({ linkId, workspaceId }: LinkRef): boolean {
    return this.workspaces.get(workspaceId)?.has(linkId) ?? false
  }

  /** Whether the link is new. */
  add({ linkId, workspaceId }: LinkRef): boolean {
    const ids = this.workspaces.get(workspaceId) ?? new IdSet()
    this.workspaces.set(workspaceId, ids)
    const isNew = ids.add(linkId)
    if (isNew) this.size += 1
    return isNew
  }
}
