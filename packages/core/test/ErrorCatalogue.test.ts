import { describe, expect, it } from "@effect/vitest"
import * as ErrorCatalogue from "../src/ErrorCatalogue.js"

// The documented failures once more, by hand: tag, code, status, about what, retried?, may have been carried out?
const documented = [
  ["BadRequest", "BAD_REQUEST", 400, "request", false, false],
  ["ApiKeyRequired", "API_KEY_REQUIRED", 401, "key", false, false],
  ["ApiKeyInvalid", "API_KEY_INVALID", 401, "key", false, false],
  ["ApiKeyExpired", "API_KEY_EXPIRED", 401, "key", false, false],
  ["ApiKeyDisabled", "API_KEY_DISABLED", 403, "key", false, false],
  ["NotAMember", "NOT_A_MEMBER", 403, "workspace", false, false],
  ["LinkWorkspaceMismatch", "LINK_WORKSPACE_MISMATCH", 403, "link", false, false],
  ["LinkDeleteForbidden", "LINK_DELETE_FORBIDDEN", 403, "link", false, false],
  ["WorkspaceNotFound", "WORKSPACE_NOT_FOUND", 404, "workspace", false, false],
  ["LinkNotFound", "LINK_NOT_FOUND", 404, "link", false, false],
  ["WorkspaceGone", "WORKSPACE_GONE", 410, "workspace", false, false],
  ["LinkGone", "LINK_GONE", 410, "link", false, false],
  ["RateLimited", "RATE_LIMITED", 429, "quota", true, false],
  ["LinkDeleteFailed", "LINK_DELETE_FAILED", 500, "server", true, true],
  ["ServiceUnavailable", "SERVICE_UNAVAILABLE", 503, "server", true, false]
] as const

const pascalCase = (code: string): string =>
  code
    .split("_")
    .map((word) => word.slice(0, 1) + word.slice(1).toLowerCase())
    .join("")

describe("the catalogue", () => {
  it("lists the 15 documented failures in the order of the OpenAPI document", () => {
    expect(
      ErrorCatalogue.entries.map((entry) => [
        entry.tag,
        entry.code,
        entry.status,
        entry.category,
        entry.retryable,
        entry.mayHaveBeenCarriedOut
      ])
    ).toEqual(documented)
  })

  it.each(ErrorCatalogue.entries)("names $tag after its code", ({ code, tag }) => {
    expect(tag).toBe(pascalCase(code))
    expect(ErrorCatalogue.byTag[tag].tag).toBe(tag)
  })

  it.each(ErrorCatalogue.entries)("has a message and an advice of its own for $tag", ({ advice, message, tag }) => {
    const others = ErrorCatalogue.entries.filter((entry) => entry.tag !== tag)
    expect(message).toMatch(/^[A-Z]/)
    expect(advice).toMatch(/^[A-Z].*\.$/)
    expect(others.map((entry) => entry.message)).not.toContain(message)
    expect(others.map((entry) => entry.advice)).not.toContain(advice)
  })
})

describe("looking a failure up", () => {
  it.each(documented)("finds %s by its code and its status", (tag, code, status) => {
    expect(ErrorCatalogue.find(status, code)).toBe(ErrorCatalogue.byTag[tag])
  })

  it.each(documented)("does not find %s by its code alone", (_, code, documentedStatus) => {
    for (let status = 0; status <= 999; status += 1) {
      if (status !== documentedStatus) expect(ErrorCatalogue.find(status, code)).toBeUndefined()
    }
  })

  it.each(["", "LINK", "link_gone", "LINK_GONE ", "LinkGone", "__proto__", "constructor"])(
    "finds nothing by the code '%s'",
    (code) => {
      expect(ErrorCatalogue.find(410, code)).toBeUndefined()
    }
  )
})

describe("the catalogue as Markdown", () => {
  const [head, rule, ...rows] = ErrorCatalogue.toMarkdown()
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()))

  it("has a head, and one row for each failure", () => {
    expect(head).toEqual([
      "",
      "Tag",
      "Code",
      "Status",
      "About",
      "Retried?",
      "May have been carried out?",
      "What to do",
      ""
    ])
    expect(rule).toEqual(["", "---", "---", "---", "---", "---", "---", "---", ""])
    expect(rows.map(([, tag]) => tag)).toEqual(documented.map(([tag]) => `\`${tag}\``))
  })

  it("says in a row all that the catalogue does", () => {
    expect(rows.at(-2)).toEqual([
      "",
      "`LinkDeleteFailed`",
      "`LINK_DELETE_FAILED`",
      "500",
      "server",
      "yes",
      "yes",
      ErrorCatalogue.byTag.LinkDeleteFailed.advice,
      ""
    ])
    expect(rows[0]?.slice(5, 7)).toEqual(["no", "no"])
  })
})
