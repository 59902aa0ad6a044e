import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    name: "core4",
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000
  }
})
