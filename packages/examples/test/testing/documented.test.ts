import { readFileSync } from "node:fs"
import { expect, it } from "vitest"

const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), "utf8")

it.each([
  "packages/examples/test/testing/plain.test.ts",
  "packages/examples/test/testing/effect3.test.ts",
  "packages/core4/test/testingExample.test.ts"
])("docs/testing.md shows %s as it is", (path) => {
  expect(read("docs/testing.md")).toContain(`\`\`\`ts\n${read(path)}\`\`\`\n`)
})
