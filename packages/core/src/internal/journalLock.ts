import type { FileSystem } from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { JournalLocked } from "./journalError.js"
import { isAlive, self as ownIdentity, type ProcessIdentity } from "./processIdentity.js"

/** The lock file of a process: its name says whose it is, so that none is ever found half written. */
const fileOf = (journal: string, { mark, pid }: ProcessIdentity): string =>
  [`${journal}.lock-${pid}`, ...(mark === undefined ? [] : [mark.started, mark.namespace, mark.boot])].join("-")

const ownerOf = (journal: string, file: string): ProcessIdentity | undefined => {
  if (!file.startsWith(`${journal}.lock-`)) return undefined
  const [, pid, started, namespace, boot] =
    /^(\d+)(?:-(\d+)-(\d+)-([\da-f]+))?$/.exec(file.slice(`${journal}.lock-`.length)) ?? []
  if (pid === undefined) return undefined
  return started === undefined || namespace === undefined || boot === undefined
    ? { pid: Number(pid) }
    : { pid: Number(pid), mark: { started, namespace, boot } }
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf(path.startsWith("/") ? "/" : "\\") + 1)

const locked = (path: string, pid: number, lock: string): JournalLocked =>
  new JournalLocked({
    path,
    pid,
    lock,
    message: `Process ${pid} has the journal ${path}. If there is no such process, remove ${lock}.`
  })

/**
 * Takes a journal for this process, until the scope ends.
 *
 * Every process makes a lock file of its own, and then looks for those of others: of two that come at the same time, at
 * most one has the journal, and none if each sees the other. The locks of dead processes are removed.
 *
 * @param path - The one true path of the journal, links resolved.
 */
export const acquire = (fileSystem: FileSystem, path: string) =>
  Effect.gen(function* () {
    const self = yield* ownIdentity(fileSystem)
    const folder = folderOf(path)
    const own = fileOf(path, self)
    yield* Effect.acquireRelease(
      Effect.scoped(fileSystem.open(own, { flag: "wx" })).pipe(
        Effect.catchIf(
          (error) => error._tag === "SystemError" && error.reason === "AlreadyExists",
          () => locked(path, self.pid, own)
        )
      ),
      () => Effect.ignore(fileSystem.remove(own))
    )
    for (const name of yield* fileSystem.readDirectory(folder)) {
      const file = folder + name
      const owner = ownerOf(path, file)
      if (owner === undefined || file === own) continue
      if (yield* isAlive(fileSystem, self, owner)) return yield* locked(path, owner.pid, file)
      yield* Effect.ignore(fileSystem.remove(file))
    }
  }) satisfies Effect.Effect<void, unknown, Scope.Scope>
