import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    name: "cli",
    include: ["test/**/*.test.ts"],
    // The tests of the whole command start what users start: the bundle, in a process of its own.
    globalSetup: ["scripts/bundleOnce.ts"],
    testTimeout: 60_000
  }
})
