/**
 * The state of the links that a journal names.
 *
 * @since 0.1.0
 */
import type * as Failure from "./Failure.js"
import type { Line, Outcome, Sending } from "./JournalLine.js"
import { MutableSubjects, type Subjects } from "./JournalSubject.js"
import { keyOf, type LinkRef } from "./LinkRef.js"

/**
 * A link that was requested and is not final yet.
 *
 * @since 0.1.0
 * @category models
 */
export interface PendingLink extends LinkRef {
  /** The number of requests that were sent for it. */
  readonly attempts: number
  /** `Unknown` when one of them may have been carried out without its response being seen. */
  readonly outcome: Failure.Outcome
  /** True when the last of them has no outcome: it is in flight, or was when its process died. */
  readonly inFlight: boolean
}

/**
 * The state of the links that a journal names, after its lines so far. It keeps the ids of the final links, and the pending
 * links as they are.
 *
 * @since 0.1.0
 * @category models
 */
export interface State extends Subjects {
  /** The number of lines that were read or written. */
  readonly lines: number
  /** The number of times a run has started or resumed. */
  readonly runs: number
  /** The number of links that are final. */
  readonly final: number
  /** True for a link that is not requested again. */
  readonly isFinal: (ref: LinkRef) => boolean
  /** The state of a link that was requested and is not final. */
  readonly pending: (ref: LinkRef) => PendingLink | undefined
  /** Every link that was requested and is not final. */
  readonly pendingLinks: () => Iterable<PendingLink>
}

/**
 * A state that changes line by line.
 *
 * @since 0.1.0
 * @category models
 */
export class MutableState extends MutableSubjects implements State {
  lines = 0
  runs = 0
  private readonly finalLinks = new Set<string>()
  private readonly links = new Map<string, PendingLink>()

  get final(): number {
    return this.finalLinks.size
  }

  /** True for a link that is not requested again. */
  readonly isFinal = (ref: LinkRef): boolean => this.finalLinks.has(keyOf(ref))

  readonly pending = (ref: LinkRef): PendingLink | undefined => this.links.get(keyOf(ref))

  readonly pendingLinks = (): Iterable<PendingLink> => this.links.values()

  /** Takes up the next line. */
  override add(line: Line): this {
    super.add(line)
    this.lines += 1
    if (line.type === "run") this.runs += 1
    else this.addRequest(line, keyOf(line))
    return this
  }

  // The key is made once a line, since a journal may have a million of them.
  private addRequest(line: Sending | Outcome, key: string): void {
    if (line.type === "sending") {
      this.keep(key, line, this.links.get(key)?.outcome ?? "NotDeleted", true)
    } else if (line.settled) {
      this.finalLinks.add(key)
      this.links.delete(key)
    } else {
      this.keep(key, line, line.outcome === "Unknown" ? "Unknown" : "NotDeleted", false)
    }
  }

  private keep(key: string, line: Sending | Outcome, outcome: Failure.Outcome, inFlight: boolean): void {
    const { attempt: attempts, linkId, workspaceId } = line
    this.links.set(key, { workspaceId, linkId, attempts, outcome, inFlight })
  }
}
