import { defineConfig } from "vitest/config"

export default defineConfig({
  test: { name: "examples4", include: ["test/**/*.test.ts"] }
})
