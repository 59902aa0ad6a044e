import { defineConfig } from "vitest/config"

export default defineConfig({
  // Property tests take their time on a busy machine.
  test: {
    name: "protocol",
    include: ["test/**/*.test.ts"],
    // Most of the time of a file would go into starting a process for it.
    isolate: false,
    testTimeout: 30_000
  }
})
