import { describe, expect, it } from "vitest"
import * as Catalogue from "../src/Catalogue.js"
import * as Failure from "../src/Failure.js"

const pascalCase = (code: string): string =>
  code
    .split("_")
    .map((word) => word.slice(0, 1) + word.slice(1).toLowerCase())
    .join("")

const subjects: ReadonlyArray<readonly [pattern: RegExp, category: Catalogue.Category]> = [
  [/^API_KEY_/, "key"],
  [/^WORKSPACE_|MEMBER/, "workspace"],
  [/^LINK_/, "link"]
]

const categoryOf = (code: string, status: number): Catalogue.Category => {
  if (status >= 500) return "server"
  return status === 429 ? "quota" : (subjects.find(([pattern]) => pattern.test(code))?.[1] ?? "request")
}

describe("the catalogue", () => {
  it("lists the failures by ascending status, as the OpenAPI document does", () => {
    const statuses = Catalogue.entries.map(({ status }) => status)
    expect(statuses).toEqual(statuses.toSorted((one, other) => one - other))
  })

  it.each(Catalogue.entries)(
    "says the same of $tag as its status does",
    ({ mayHaveBeenCarriedOut, retryable, status }) => {
      const undocumented = { _tag: "UndocumentedError", status } as const
      expect(retryable).toBe(Failure.isRetryable(undocumented))
      expect(mayHaveBeenCarriedOut).toBe(Failure.mayHaveBeenCarriedOut(status))
    }
  )

  it.each(Catalogue.entries)("says what $tag is about, as its status and its code do", ({ category, code, status }) => {
    expect(category).toBe(categoryOf(code, status))
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
  it.each(Catalogue.entries)("knows $tag", ({ tag }) => {
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
  it.each(Catalogue.entries)("finds $tag by its code and its status", (entry) => {
    expect(Catalogue.find(entry.status, entry.code)).toBe(entry)
  })

  it.each(Catalogue.entries)("does not find $tag by its code alone", ({ code, ...entry }) => {
    for (let status = 0; status <= 999; status += 1) {
      if (status !== entry.status) expect(Catalogue.find(status, code)).toBeUndefined()
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
    expect(rows.map(([, tag]) => tag)).toEqual(Catalogue.entries.map(({ tag }) => `\`${tag}\``))
  })

  it("writes all that the catalogue says of a failure into its row", () => {
    expect(rows.find(([, tag]) => tag === "`LinkDeleteFailed`")).toEqual([
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
