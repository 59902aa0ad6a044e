import * as Fs from "node:fs/promises"
import * as Os from "node:os"
import * as Path from "node:path"
import * as Effect from "effect/Effect"

export interface Folder {
  readonly path: string
  readonly remove: () => Promise<void>
}

/** Makes an empty folder. */
export const makeFolder = async (): Promise<Folder> => {
  const path = await Fs.mkdtemp(Path.join(Os.tmpdir(), "contract-"))
  return { path, remove: () => Fs.rm(path, { recursive: true }) }
}

/** An empty folder, until the scope is closed. */
export const temporaryFolder = Effect.map(
  Effect.acquireRelease(Effect.promise(makeFolder), ({ remove }) => Effect.promise(remove)),
  ({ path }) => path
)
