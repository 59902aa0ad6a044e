/** The envelopes checked by hand, for the clients without validation of their own. */
import { type Answer, workspaceId } from "./wire.js"

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null

/** A documented failure, as a client without Effect would throw it. */
class ApiError extends Error {
  override readonly name = "ApiError"
  readonly code: string
  readonly status: number

  constructor(code: string, status: number, message: string) {
    super(message)
    this.code = code
    this.status = status
  }
}

/** Reads an envelope, and throws a typed error for anything but the confirmation of this link's deletion. */
export const read = (status: number, body: unknown, linkId: string): void => {
  if (!isObject(body) || typeof body["message"] !== "string") throw new TypeError("Not an envelope")
  const { code, data, defined, message } = body
  if (status === 200) {
    if (!isObject(data) || data["workspaceId"] !== workspaceId || data["linkId"] !== linkId) {
      throw new TypeError("Not the confirmation of this deletion")
    }
    return
  }
  if (typeof defined !== "boolean" || typeof code !== "string" || body["status"] !== status) {
    throw new TypeError("Not an error envelope")
  }
  throw new ApiError(code, status, message)
}

/** The answer of a call that throws an error when it is rejected. */
export const answerOf = async (call: Promise<void>): Promise<Answer> => {
  try {
    await call
    return "Deleted"
  } catch (error) {
    if (error instanceof ApiError && error.code === "LINK_GONE") return "LinkGone"
    throw error
  }
}
