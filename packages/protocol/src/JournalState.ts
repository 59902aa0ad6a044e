/**
 * The state of the links that a journal names.
 *
 * @since 0.1.0
 */
import type * as Failure from "./Failure.js"
import type { Line, Run } from "./JournalLine.js"
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
export interface State {
  /** The number of lines that were read or written. */
  readonly lines: number
  /** The number of times a run has started or resumed. */
  readonly runs: number
  /** The number of links that are final. */
  readonly final: number
  /** The servers that the runs name. */
  readonly servers: ReadonlySet<string>
  /** The operations that the runs name. */
  readonly operations: ReadonlySet<string>
  /** True when a run that does not name its server has requested some of the links. */
  readonly hasUnnamedServer: boolean
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
export class MutableState implements State {
  lines = 0
  runs = 0
  readonly servers = new Set<string>()
  readonly operations = new Set<string>()
  hasUnnamedServer = false
  private isServerNamed = false
  private readonly finalLinks = new Set<string>()
  private readonly links = new Map<string, PendingLink>()

  get final(): number {
    return this.finalLinks.size
  }

  readonly isFinal = (ref: LinkRef): boolean => this.finalLinks.has(keyOf(ref))

  readonly pending = (ref: LinkRef): PendingLink | undefined => this.links.get(keyOf(ref))

  readonly pendingLinks = (): Iterable<PendingLink> => this.links.values()

  /** Takes up the next line. */
  add(line: Line): this {
    this.lines += 1
    if (line.type !== "run" && !this.isServerNamed) this.hasUnnamedServer = true
    switch (line.type) {
      case "run":
        this.startRun(line)
        break
      case "sending":
        this.keep(line, line.attempt, this.pending(line)?.outcome ?? "NotDeleted", true)
        break
      case "outcome":
        if (line.settled) {
          this.finalLinks.add(keyOf(line))
          this.links.delete(keyOf(line))
        } else {
          this.keep(line, line.attempt, line.outcome === "Unknown" ? "Unknown" : "NotDeleted", false)
        }
    }
    return this
  }

  private startRun({ operation, server }: Run): void {
    this.runs += 1
    this.isServerNamed = server !== undefined
    if (server !== undefined) this.servers.add(server)
    if (operation !== undefined) this.operations.add(operation)
  }

  private keep(ref: LinkRef, attempts: number, outcome: Failure.Outcome, inFlight: boolean): void {
    const { linkId, workspaceId } = ref
    this.links.set(keyOf(ref), { workspaceId, linkId, attempts, outcome, inFlight })
  }
}
