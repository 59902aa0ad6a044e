import { describe, expect, it } from "vitest"
import * as Catalogue from "../src/Catalogue.js"

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
      Catalogue.entries.map((entry) => [
        entry.tag,
        entry.code,
        entry.status,
        entry.category,
        entry.retryable,
        entry.mayHaveBeenCarriedOut
      ])
    ).toEqual(documented)
  })

  it.each(Catalogue.entries)("names $tag after its code", ({ code, tag }) => {
    expect(tag).toBe(pascalCase(code))
    expect(Catalogue.byTag[tag].tag).toBe(tag)
  })

  it.each(Catalogue.entries)("has a message and an advice for $tag that no other failure has", (entry) => {
    const others = Catalogue.entries.filter(({ tag }) => tag !== entry.tag)
    expect(entry.message).toMatch(/^[A-Z]/)
    expect(entry.advice).toMatch(/^[A-Z].*\.$/)
    expect(others.map(({ message }) => message)).not.toContain(entry.message)
    expect(others.map(({ advice }) => advice)).not.toContain(entry.advice)
  })
})

describe("isTag", () => {
  it.each(documented)("knows %s", (tag) => {
    expect(Catalogue.isTag(tag)).toBe(true)
  })

  it.each(["", "linkgone", "LINK_GONE", "UndocumentedError", "toString", "constructor", "__proto__"])(
    "does not take %j for a tag",
    (text) => {
      expect(Catalogue.isTag(text)).toBe(false)
    }
  )
})

describe("find", () => {
  it.each(documented)("finds %s by its code and its status", (tag, code, status) => {
    expect(Catalogue.find(status, code)).toBe(Catalogue.byTag[tag])
  })

  it.each(documented)("does not find %s by its code alone", (_, code, documentedStatus) => {
    for (let status = 0; status <= 999; status += 1) {
      if (status !== documentedStatus) expect(Catalogue.find(status, code)).toBeUndefined()
    }
  })

  it.each(["", "LINK", "link_gone", "LINK_GONE ", "LinkGone", "__proto__", "constructor"])(
    "finds nothing by the code %j",
    (code) => {
      expect(Catalogue.find(410, code)).toBeUndefined()
    }
  )
})

describe("toMarkdown", () => {
  const [head, rule, ...rows] = Catalogue.toMarkdown()
    .split("\n")
    .map((line) => line.split("|").map((cell) => cell.trim()))

  it("writes a head, and one row for each failure", () => {
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

  it("writes all that the catalogue says of a failure into its row", () => {
    expect(rows.at(-2)).toEqual([
      "",
      "`LinkDeleteFailed`",
      "`LINK_DELETE_FAILED`",
      "500",
      "server",
      "yes",
      "yes",
      Catalogue.byTag.LinkDeleteFailed.advice,
      ""
    ])
    expect(rows[0]?.slice(5, 7)).toEqual(["no", "no"])
  })
})
