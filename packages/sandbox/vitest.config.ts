import { defineConfig } from "vitest/config"

export default defineConfig({
  // Property tests take their time on a busy machine.
  test: {
    name: "sandbox",
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000
  }
})
