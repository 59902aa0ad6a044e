import { defineConfig } from "vitest/config"

// Another Effect 4 than the installed one: see .ci/nodes.
const effect = process.env["EFFECT_FOLDER"]

export default defineConfig({
  resolve: { alias: effect === undefined ? [] : [{ find: /^effect\/(.+)$/, replacement: `${effect}/dist/$1.js` }] },
  test: {
    name: "core4",
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000
  }
})
