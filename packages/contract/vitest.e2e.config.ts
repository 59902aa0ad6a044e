import { defineConfig } from "vitest/config"

/** The life of the contract on a real broker. Its tests are the steps of one story: after one that fails, none is told. */
export default defineConfig({
  test: {
    name: "contract on a broker",
    include: ["test/e2e/*.e2e.ts"],
    reporters: ["verbose"],
    env: { PACT_DO_NOT_TRACK: "true", SCARF_ANALYTICS: "false" },
    bail: 1,
    testTimeout: 120_000,
    // The first start of the broker installs its gems.
    hookTimeout: 900_000
  }
})
