import { describe, expect, it } from "vitest"
import { index, markdownOf, summaryOf } from "../src/llms.js"

describe("the summary of a page", () => {
  it.each([
    ["is its first sentence", "# Title\n\nOne thing. Another thing.\n", "One thing."],
    ["is one line, without links", "# Title\n\nOne\n[thing](a.md). More.\n", "One thing."],
    [
      "passes over pictures, tables and code",
      "# Title\n\n![](a.png)\n\n| a |\n| - |\n\nOne thing.\n\nMore.",
      "One thing."
    ],
    ["passes over lists", "# Title\n\n- a\n- b\n\nOne thing.\n", "One thing."],
    ["is empty where the page has no text", "# Title\n", ""]
  ])("%s", (_, markdown, summary) => {
    expect(summaryOf(markdown)).toBe(summary)
  })
})

describe("the Markdown of a page", () => {
  it("links to the Markdown of other pages, below the base of the site", () => {
    const markdown = markdownOf("docs/guide.md", "/base/")
    expect(markdown).toContain("[retries](/base/retries.md)")
    expect(markdown).toContain("# Set up the client")
  })

  it("names the files that only the repository has, without a link", () => {
    expect(markdownOf("docs/README.md", "/")).toContain("This is\n`script.ts`:")
  })
})

describe("the index", () => {
  it("names each page of each group, with its summary", () => {
    const groups = [{ text: "Guides", entries: [{ text: "Retries", file: "docs/retries.md" }] }]
    expect(index("Title", "All of it.", groups, "/")).toBe(
      "# Title\n\n> All of it.\n\n## Guides\n\n" +
        "- [Retries](/retries.md): A call asks again where that can help, and only there."
    )
  })
})
