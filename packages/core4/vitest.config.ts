import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    name: "core4",
    include: ["test/**/*.test.ts"],
    // Most of the time of a file would go into loading Effect anew.
    isolate: false,
    testTimeout: 30_000
  }
})
