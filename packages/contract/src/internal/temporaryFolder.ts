import * as Fs from "node:fs/promises"
import * as Os from "node:os"
import * as Path from "node:path"
import * as Effect from "effect/Effect"

/** An empty folder, until the scope is closed. */
export const temporaryFolder = Effect.acquireRelease(
  Effect.promise(() => Fs.mkdtemp(Path.join(Os.tmpdir(), "effect-userplane-pact-"))),
  (folder) => Effect.promise(() => Fs.rm(folder, { recursive: true }))
)
