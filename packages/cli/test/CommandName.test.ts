import { describe, expect, it } from "@effect/vitest"
import * as CommandName from "../src/terminal/CommandName.js"

describe("the command in lines to be copied", () => {
  it.each([
    ["/usr/local/bin/userplane-links", "/home/mika", "userplane-links"],
    [
      "/home/mika/clone/packages/cli/dist/userplane-links.js",
      "/home/mika/clone",
      "node packages/cli/dist/userplane-links.js"
    ],
    [
      "/home/mika/clone/packages/cli/dist/userplane-links.js",
      "/home/mika/clone/docs",
      "node ../packages/cli/dist/userplane-links.js"
    ]
  ])("of %s from %s is %s", (script, directory, command) => {
    expect(CommandName.from(script, directory)).toBe(command)
  })
})
