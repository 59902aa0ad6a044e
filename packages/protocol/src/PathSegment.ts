/**
 * An id as one segment of a URL's path.
 *
 * @since 0.1.0
 */
import { fail, type Result, succeed } from "./Result.js"

/**
 * Percent-encodes an id as exactly one path segment, or says what keeps it from being one.
 *
 * The ids `.` and `..` are rejected: URL parsing removes them even when they are percent-encoded, and the request would
 * reach another resource.
 *
 * @since 0.1.0
 * @category encoding
 */
export const encode = (id: unknown): Result<string, string> => {
  if (typeof id !== "string") return fail("must be a string")
  if (id === "") return fail("must have at least one character")
  if (id === "." || id === "..") {
    return fail("must not be a dot segment: URL parsing removes it, and the request would reach another resource")
  }
  try {
    return succeed(encodeURIComponent(id))
  } catch {
    // The only thing that has no UTF-8 encoding.
    return fail("must be well-formed Unicode: it holds a lone surrogate")
  }
}
