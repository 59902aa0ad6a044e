import { describe, expect, it } from "vitest"
import { targetOf } from "../src/links.js"
import { pageOf, pathOf } from "../src/pages.js"

describe("a file of the repository", () => {
  it.each([
    ["docs/README.md", "index.md", "/"],
    ["docs/errors.md", "errors.md", "/errors.html"],
    ["docs/decisions/README.md", "decisions/index.md", "/decisions/"],
    ["packages/cli/README.md", "packages/cli.md", "/packages/cli.html"],
    ["packages/site/build/api/core/Links.md", "api/core/Links.md", "/api/core/Links.html"],
    ["SECURITY.md", "security.md", "/security.html"]
  ])("%s is the page %s, at %s", (file, page, path) => {
    expect(pageOf(file)).toBe(page)
    expect(pathOf(page)).toBe(path)
  })

  it.each(["README.md", "packages/site/README.md", "packages/core/src/Links.ts"])("%s is no page", (file) => {
    expect(pageOf(file)).toBeUndefined()
  })
})

describe("a link", () => {
  it.each([
    ["to a page leads to it", "docs/guide.md", "errors.md", { _tag: "Page", page: "errors.md", hash: "" }],
    [
      "keeps the heading that it names",
      "packages/core4/README.md",
      "../../docs/testing.md#effect-4",
      { _tag: "Page", page: "testing.md", hash: "#effect-4" }
    ],
    [
      "to a folder leads to its README",
      "docs/guide.md",
      "../packages/cli",
      { _tag: "Page", page: "packages/cli.md", hash: "" }
    ],
    [
      "to a file that is no page is one of the repository alone",
      "docs/bulk.md",
      "../packages/core/src/Links.ts",
      { _tag: "File", path: "packages/core/src/Links.ts" }
    ],
    ["to another site stays", "docs/guide.md", "https://docs.pact.io", undefined],
    ["to a heading of its own page stays", "docs/guide.md", "#list-links", undefined]
  ])("%s", (_, file, href, target) => {
    expect(targetOf(file, href)).toEqual(target)
  })

  it("to nothing is an error that names file and link", () => {
    expect(() => targetOf("docs/guide.md", "nothing.md")).toThrow("docs/guide.md: nothing.md leads nowhere")
  })
})
