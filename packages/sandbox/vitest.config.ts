import { defineConfig } from "vitest/config"

export default defineConfig({
  // Property tests take their time on a busy machine.
  test: {
    name: "sandbox",
    include: ["test/**/*.test.ts"],
    // Most of the time of a file would go into loading Effect anew.
    isolate: false,
    testTimeout: 30_000
  }
})
