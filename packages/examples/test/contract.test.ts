import * as Fs from "node:fs"
import * as Os from "node:os"
import * as Path from "node:path"
import { expect, it } from "@effect/vitest"
import { defaultInteractions } from "@effect-userplane/contract"
import * as Effect from "effect/Effect"
import { pact } from "../src/contract/plainFetch.js"

const temporaryFolder = Effect.acquireRelease(
  Effect.sync(() => Fs.mkdtempSync(Path.join(Os.tmpdir(), "examples-"))),
  (folder) => Effect.sync(() => Fs.rmSync(folder, { recursive: true }))
)

it.scopedLive(
  "a client over plain fetch writes a pact of its own with the interactions that any consumer relies on",
  () =>
    Effect.gen(function* () {
      const path = yield* pact(yield* temporaryFolder)
      const written = JSON.parse(Fs.readFileSync(path, "utf8"))
      expect(Path.basename(path)).toBe("plain-fetch-userplane-public-api.json")
      expect(written.consumer.name).toBe("plain-fetch")
      expect(written.interactions).toHaveLength(defaultInteractions.length)
    })
)
