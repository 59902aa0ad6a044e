import type { FileSystem } from "@effect/platform/FileSystem"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"

/** A process, told from every other one as well as its system allows. */
export interface ProcessIdentity {
  readonly pid: number
  /**
   * Where the system tells (Linux): when it started in ticks since the boot, the namespace that numbers it, and the boot.
   * Without it, a process that was given the number of a dead one is taken for that one.
   */
  readonly mark?: { readonly started: string; readonly namespace: string; readonly boot: string }
}

/** What `/proc/<pid>/stat` says. The name of the program stands in brackets, and may hold anything. */
const parseStat = (stat: string): Option.Option<{ pid: number; state: string; started: string }> =>
  Option.map(Option.fromNullable(/^(\d+) \(.*\) (\S)(?: \S+){18} (\d+) /s.exec(stat)), ([, pid, state, started]) => ({
    pid: Number(pid),
    state: String(state),
    started: String(started)
  }))

const statOf = (fileSystem: FileSystem, pid: number | "self") =>
  fileSystem.readFileString(`/proc/${pid}/stat`).pipe(Effect.option, Effect.map(Option.flatMap(parseStat)))

const digitsOf = (text: string): string => text.replace(/\D/g, "")

/** The process as Node, Bun and Deno show it. */
const ofRuntime = (): unknown => Reflect.get(globalThis, "process")

const pidOf = (runtime: unknown): number =>
  Predicate.hasProperty(runtime, "pid") && Predicate.isNumber(runtime.pid) ? runtime.pid : 0

/** The process that this is. */
export const self = (fileSystem: FileSystem, runtime = ofRuntime()): Effect.Effect<ProcessIdentity> =>
  Effect.all([
    Effect.flatten(statOf(fileSystem, "self")),
    fileSystem.readLink("/proc/self/ns/pid"),
    fileSystem.readFileString("/proc/sys/kernel/random/boot_id")
  ]).pipe(
    Effect.map(([{ pid, started }, namespace, boot]) => ({
      pid,
      mark: { started, namespace: digitsOf(namespace), boot: boot.slice(0, 8) }
    })),
    Effect.orElseSucceed(() => ({ pid: pidOf(runtime) }))
  )

// The signal 0 is none: it only asks whether the process is there.
const answersToSignal = (pid: number, runtime: unknown): boolean => {
  if (!Predicate.hasProperty(runtime, "kill") || !Predicate.isFunction(runtime.kill)) return true
  try {
    runtime.kill(pid, 0)
    return true
  } catch (error) {
    return !(Predicate.hasProperty(error, "code") && error.code === "ESRCH")
  }
}

// A process that was killed stays listed until its parent has taken note of it.
const dead: ReadonlySet<string> = new Set(["Z", "X", "x"])

/** Whether a process is alive, seen from this one. In doubt it is. */
export const isAlive = (
  fileSystem: FileSystem,
  self: ProcessIdentity,
  { mark, pid }: ProcessIdentity,
  runtime = ofRuntime()
): Effect.Effect<boolean> => {
  if (mark === undefined || self.mark === undefined) return Effect.sync(() => answersToSignal(pid, runtime))
  if (mark.boot !== self.mark.boot) return Effect.succeed(false)
  if (mark.namespace !== self.mark.namespace) return Effect.succeed(true)
  return Effect.map(
    statOf(fileSystem, pid),
    Option.exists(({ started, state }) => started === mark.started && !dead.has(state))
  )
}
