import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    name: "contract",
    include: ["test/**/*.test.ts"],
    testTimeout: 60_000,
    env: { PACT_DO_NOT_TRACK: "true", SCARF_ANALYTICS: "false" },
    // Pact loses interactions where several processes write one pact.
    poolOptions: { forks: { singleFork: true } }
  }
})
