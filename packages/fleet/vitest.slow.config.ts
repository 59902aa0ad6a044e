import { defineConfig } from "vitest/config"

/** What workers do as processes of their own, which takes its time: leases run out, and runs follow each other. */
export default defineConfig({
  test: {
    name: "fleet, slow",
    include: ["test/*.slow.ts"],
    testTimeout: 120_000,
    hookTimeout: 60_000
  }
})
