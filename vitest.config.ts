import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    projects: ["packages/*"],
    // Else most of the time of a file would go into starting a process for it, and loading Effect.
    poolOptions: { forks: { isolate: false } },
    // By default one processor is left to whoever watches.
    maxWorkers: "100%",
    // .ci/run counts the tests in the report.
    reporters: process.env["CI"] === undefined ? ["default"] : ["default", "json"],
    outputFile: { json: ".ci/out/tests.json" },
    coverage: {
      provider: "v8",
      include: ["packages/{core,core4,protocol}/src/**"],
      reporter: ["text"],
      reportsDirectory: ".ci/out/coverage",
      experimentalAstAwareRemapping: true,
      thresholds: { branches: 100 }
    }
  }
})
