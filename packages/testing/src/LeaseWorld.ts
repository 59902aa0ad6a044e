/** Processes that share a disk, on a clock of the test, as the tests of a journal's lease see them. */

/** The reason why a file cannot be used. */
export type DiskReason = "NotFound" | "PermissionDenied" | "Unknown"

/** A failure of a disk. */
export class DiskFailure extends Error {
  readonly reason: DiskReason
  readonly path: string

  constructor(reason: DiskReason, path: string) {
    super(`${reason}: ${path}`)
    this.reason = reason
    this.path = path
  }
}

/** Files in memory. Every function may throw a `DiskFailure`. */
export interface Disk {
  readonly readFile: (path: string) => string
  readonly writeFile: (path: string, text: string, isNew: boolean) => void
  readonly remove: (path: string) => void
  /** The names in a folder, which ends with its separator. */
  readonly readDirectory: (folder: string) => Array<string>
  /** The time that reading a folder takes, in milliseconds. Default: none. */
  readonly listingTakes?: number
}

export interface LeaseOptions {
  /** The lease, in milliseconds. */
  readonly lease?: number
  /** Called with the lock of another process and its lease, in milliseconds. */
  readonly onWait?: (lock: string, lease: number) => void
}

/** A process that takes a journal. */
export interface LeaseProcess {
  /** The end of that: `undefined` while it waits, and the fields of the failure when it was rejected. */
  readonly taken: () => "taken" | object | undefined
  /** Makes a write under the lease, which takes this long on the clock, and returns its failure. */
  readonly write: (write: () => void, millis?: number) => Promise<object | undefined>
  /** Ends the process as it should end. */
  readonly end: () => Promise<void>
}

/** Processes on a clock that stands still until it is moved. */
export interface LeaseWorld {
  /** Starts a process, which gets as far as it can by now. It ends with the test at the latest. */
  readonly start: (disk: Disk, path: string, options?: LeaseOptions) => Promise<LeaseProcess>
  /** Moves the clock on, by milliseconds. */
  readonly adjust: (millis: number) => Promise<void>
}

/** Runs a test in a world of its own. */
export type LeaseClient = (test: (world: LeaseWorld) => Promise<void>) => Promise<void>

/** Files in memory, and the locks among them. To a disk a path with `/./` is the same one, and to a lease another one. */
export const makeDisk = () => {
  const files = new Map<string, string>()
  const real = (at: string) => at.replaceAll("/./", "/")
  const readFile = (at: string) => {
    const text = files.get(real(at))
    if (text === undefined) throw new DiskFailure("NotFound", at)
    return text
  }
  const disk: Disk = {
    readFile,
    writeFile: (at, text, isNew) => {
      if (!isNew) readFile(at)
      files.set(real(at), text)
    },
    remove: (at) => {
      readFile(at)
      files.delete(real(at))
    },
    readDirectory: (folder) =>
      [...files.keys()].flatMap((at) => (at.startsWith(real(folder)) ? [at.slice(real(folder).length)] : []))
  }
  return { files, disk, locks: () => [...files.keys()].filter((at) => at.includes(".lock-")) }
}
