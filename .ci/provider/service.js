// @ts-nocheck: Express comes without types.
/** A service with the envelopes of the Userplane API, as a team might have written it that knows nothing of the contract. */
import express from "express"

const statuses = {
  BAD_REQUEST: 400,
  API_KEY_REQUIRED: 401,
  API_KEY_INVALID: 401,
  API_KEY_EXPIRED: 401,
  API_KEY_DISABLED: 403,
  NOT_A_MEMBER: 403,
  LINK_WORKSPACE_MISMATCH: 403,
  LINK_DELETE_FORBIDDEN: 403,
  WORKSPACE_NOT_FOUND: 404,
  LINK_NOT_FOUND: 404,
  WORKSPACE_GONE: 410,
  LINK_GONE: 410,
  RATE_LIMITED: 429,
  LINK_DELETE_FAILED: 500,
  SERVICE_UNAVAILABLE: 503
}

/** An error of the API: a documented one by its code, or any other with its status. */
class ApiError extends Error {
  constructor(code, status = statuses[code]) {
    super(`It failed with ${code}.`)
    this.response = { defined: code in statuses, code, status, message: this.message }
  }
}

/** The service, with a database that its tests may change. */
export const createService = () => {
  const keys = new Map()
  const workspaces = new Map()
  const links = new Map()
  /** The error that the next request meets, if any. */
  const next = { error: undefined }

  const remove = (request) => {
    const { linkId, workspaceId } = request.params
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1]
    if (token === undefined) throw new ApiError("API_KEY_REQUIRED")
    const { error } = next
    next.error = undefined
    if (error !== undefined) throw error
    if (linkId.length > 40) throw new ApiError("BAD_REQUEST")
    const key = keys.get(token)
    if (key === undefined) throw new ApiError("API_KEY_INVALID")
    if (key.expired) throw new ApiError("API_KEY_EXPIRED")
    if (key.disabled) throw new ApiError("API_KEY_DISABLED")
    const workspace = workspaces.get(workspaceId)
    if (workspace === undefined) throw new ApiError("WORKSPACE_NOT_FOUND")
    if (workspace.deleted) throw new ApiError("WORKSPACE_GONE")
    if (!workspace.members.has(key.user)) throw new ApiError("NOT_A_MEMBER")
    const link = links.get(linkId)
    if (link === undefined) throw new ApiError("LINK_NOT_FOUND")
    if (link.workspaceId !== workspaceId) throw new ApiError("LINK_WORKSPACE_MISMATCH")
    if (link.creator !== key.user) throw new ApiError("LINK_DELETE_FORBIDDEN")
    if (link.deleted) throw new ApiError("LINK_GONE")
    link.deleted = true
    return { message: "Link deleted successfully", data: { workspaceId, linkId } }
  }

  const app = express()
  app.delete("/api/v1/public/workspace/:workspaceId/links/:linkId", (request, response) => {
    response.json(remove(request))
  })
  app.use((error, _request, response, _next) => {
    const body = (error instanceof ApiError ? error : new ApiError("CRASHED", 500)).response
    response.status(body.status).json(body)
  })

  return {
    app,
    keys,
    workspaces,
    links,
    failNext: (code, status) => {
      next.error = new ApiError(code, status)
    }
  }
}
