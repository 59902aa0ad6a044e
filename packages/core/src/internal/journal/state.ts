import { keyOf } from "@effect-userplane/protocol/LinkRef"
import type { LinkRef } from "../../LinkRef.js"
import { LinkSet } from "../model/linkSet.js"
import type { Line, Run } from "./line.js"

/**
 * A link that was asked to be deleted, without the last word on it being written.
 *
 * @since 0.1.0
 * @category models
 */
export interface OpenLink extends LinkRef {
  /** How many requests were sent for it. */
  readonly attempts: number
  /** `Unknown` when one of them may have been carried out without its answer being seen. */
  readonly outcome: "NotDeleted" | "Unknown"
  /** Whether the last of them has no outcome: it is in flight, or was when its process died. */
  readonly inFlight: boolean
}

/**
 * What the lines of a journal say of its links, by now.
 *
 * It keeps the ids of the settled links, in about 15 bytes each beside the id's own, and the open links as they are.
 *
 * @since 0.1.0
 * @category models
 */
export interface State {
  /** How many lines were read or written. */
  readonly lines: number
  /** How many runs have begun or gone on. */
  readonly runs: number
  /** How many links are settled. */
  readonly settled: number
  /** The servers that its runs name. */
  readonly servers: ReadonlySet<string>
  /** The operations that its runs name. */
  readonly operations: ReadonlySet<string>
  /** Whether some of its links were asked for by a run that does not name its server. */
  readonly hasUnnamedServer: boolean
  readonly isSettled: (ref: LinkRef) => boolean
  /** What is known of a link that was sent and is not settled. */
  readonly open: (ref: LinkRef) => OpenLink | undefined
  /** Every link that was sent and is not settled. */
  readonly openLinks: () => Iterable<OpenLink>
}

/** A state that takes up line after line. */
export class Fold implements State {
  lines = 0
  runs = 0
  readonly servers = new Set<string>()
  readonly operations = new Set<string>()
  hasUnnamedServer = false
  private isServerNamed = false
  private readonly settledLinks = new LinkSet()
  private readonly links = new Map<string, OpenLink>()

  get settled(): number {
    return this.settledLinks.size
  }

  readonly isSettled = (ref: LinkRef): boolean => this.settledLinks.has(ref)

  readonly open = (ref: LinkRef): OpenLink | undefined => this.links.get(keyOf(ref))

  readonly openLinks = (): Iterable<OpenLink> => this.links.values()

  add(line: Line): this {
    this.lines += 1
    if (line.type !== "run" && !this.isServerNamed) this.hasUnnamedServer = true
    switch (line.type) {
      case "run":
        this.startRun(line)
        break
      case "sending":
        this.keep(line, line.attempt, this.open(line)?.outcome ?? "NotDeleted", true)
        break
      case "outcome":
        if (line.settled) {
          this.settledLinks.add(line)
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

  private keep(
    { linkId, workspaceId }: LinkRef,
    attempts: number,
    outcome: OpenLink["outcome"],
    inFlight: boolean
  ): void {
    const link = { workspaceId, linkId, attempts, outcome, inFlight }
    this.links.set(keyOf(link), link)
  }
}
