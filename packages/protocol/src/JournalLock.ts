/**
 * The locks by which one process at a time has a journal.
 *
 * Every process makes a lock of its own beside the journal and renews it. It holds the journal once there is no other lock. A
 * lock that is not renewed for its whole lease is removed.
 *
 * @since 0.1.0
 */

/**
 * The time a lock holds by default after its last renewal, in milliseconds.
 *
 * @since 0.1.0
 * @category options
 */
export const defaultLease = 10_000

/**
 * The number of times a lock is renewed while its lease runs.
 *
 * @since 0.1.0
 * @category options
 */
export const renewalsPerLease = 4

/**
 * The number of times a process that waits reads the other locks while its own lease runs.
 *
 * @since 0.1.0
 * @category options
 */
export const looksPerLease = 10

/**
 * The content of a lock.
 *
 * @since 0.1.0
 * @category models
 */
export interface Content {
  /** The time the lock holds after its last renewal, in milliseconds. It says so itself, because other processes go by it. */
  readonly lease: number
  /** False while its process still waits for the journal. */
  readonly isHeld: boolean
}

/**
 * The content of a lock as text, which differs with each renewal.
 *
 * @param renewals - The number of times it was written before.
 *
 * @since 0.1.0
 * @category encoding
 */
export const encode = ({ isHeld, lease }: Content, renewals: number): string =>
  // Of one length, because it is overwritten in place.
  `${lease} ${isHeld ? "held" : "waiting"} ${renewals}`.padEnd(48)

/**
 * The content of a lock from its text. The locks of older versions have none: they are held, with the default lease.
 *
 * @since 0.1.0
 * @category decoding
 */
export const decode = (text: string): Content => {
  const [, lease, state] = /^(\d+) (held|waiting) /.exec(text) ?? []
  return { lease: lease === undefined ? defaultLease : Number(lease), isHeld: state !== "waiting" }
}

/**
 * The folder of a file, with its last separator, and the name of the file in it.
 *
 * @since 0.1.0
 * @category paths
 */
export const split = (path: string): { readonly folder: string; readonly name: string } => {
  const start = path.lastIndexOf(path.startsWith("/") ? "/" : "\\") + 1
  return { folder: path.slice(0, start), name: path.slice(start) }
}

/**
 * The name of a lock of a journal.
 *
 * @param journal - The name of the journal.
 * @param id - A UUID that no other lock has had: removing an old lock then never removes a new one.
 *
 * @since 0.1.0
 * @category paths
 */
export const nameOf = (journal: string, id: string): string => `${journal}.lock-${id}`

// The second one is that of versions which put the process id into the name, and never renewed their locks.
const lockName = /^\.lock-(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|\d+(?:-\d+-\d+-[\da-f]+)?)$/

/**
 * True when a file beside a journal is one of its locks.
 *
 * @since 0.1.0
 * @category paths
 */
export const isLockOf = (journal: string, name: string): boolean =>
  name.startsWith(journal) && lockName.test(name.slice(journal.length))

/**
 * The result of a look at the other locks.
 *
 * @since 0.1.0
 * @category models
 */
export interface Look {
  /** The lock of a process that has the journal, or goes first: the journal cannot be had. */
  readonly first: string | undefined
  /** The locks whose lease has run out. They are to be removed. */
  readonly expired: ReadonlyArray<string>
}

/**
 * A process that waits for the locks of others to be removed or renewed. A lock is watched for its whole lease, since the
 * times that two machines give to a file cannot be compared. Of several that wait, the first by name goes first.
 *
 * @since 0.1.0
 * @category models
 */
export class Watch {
  private readonly own: string
  private readonly pause: number
  /** The text of each lock, and the number of looks since it was read first. */
  private seen: ReadonlyMap<string, { readonly text: string; readonly looks: number }> = new Map()

  /**
   * @param own - The name of the lock of this process.
   * @param pause - The time from one look to the next, in milliseconds.
   */
  constructor(own: string, pause: number) {
    this.own = own
    this.pause = pause
  }

  /** Takes the text of each other lock that is there by now, by its name. */
  look(locks: ReadonlyMap<string, string>): Look {
    const seen = new Map<string, { readonly text: string; readonly looks: number }>()
    const expired: Array<string> = []
    for (const [name, text] of locks) {
      const { isHeld, lease } = decode(text)
      const before = this.seen.get(name)
      const isRenewed = before !== undefined && before.text !== text
      if (isRenewed && (isHeld || name < this.own)) return { first: name, expired }
      const looks = before === undefined || isRenewed ? 0 : before.looks + 1
      if (looks * this.pause < lease) seen.set(name, { text, looks })
      else expired.push(name)
    }
    this.seen = seen
    return { first: undefined, expired }
  }
}
