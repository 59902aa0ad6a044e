import { defineConfig } from "vitest/config"

export default defineConfig({
  // The scripts are processes of their own, and start as fast as the machine lets them.
  test: { name: "examples", include: ["test/**/*.test.ts"], testTimeout: 60_000 }
})
