import { defineConfig } from "vitest/config"

export default defineConfig({
  // Processes and a database that tests start take their time on a busy machine.
  test: {
    name: "fleet",
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000
  }
})
