import { defineConfig } from "vitest/config"

export default defineConfig({
  // Property tests and the processes that tests start take their time on a busy machine.
  test: {
    name: "core",
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000
  }
})
