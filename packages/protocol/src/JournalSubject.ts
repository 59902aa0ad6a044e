/**
 * The server and the operation that a journal belongs to.
 *
 * @since 0.1.0
 */
import type { Line } from "./JournalLine.js"

/**
 * The server and the operation that a run is for.
 *
 * @since 0.1.0
 * @category models
 */
export interface Subject {
  /** The base URL, normalised as `BaseUrl.prefixOf` does. */
  readonly server: string
  /** The operation, by its id in the OpenAPI document. */
  readonly operation: string
}

/**
 * A journal belongs to another server or another operation than a run.
 *
 * @since 0.1.0
 * @category models
 */
export interface Mismatch {
  readonly about: "server" | "operation"
  /** The server or operation of the journal. */
  readonly journal: string
  /** The server or operation of the run. */
  readonly run: string
  readonly message: string
}

/**
 * The deletion of links on a server.
 *
 * @since 0.1.0
 * @category constructors
 */
export const deleting = (server: string): Subject => ({ server, operation: "links.delete" })

/**
 * The servers and the operations that a journal names.
 *
 * @since 0.1.0
 * @category models
 */
export interface Subjects {
  /** The servers that the runs name. */
  readonly servers: ReadonlySet<string>
  /** The operations that the runs name. */
  readonly operations: ReadonlySet<string>
  /** True when a run that does not name its server has requested some of the links. */
  readonly hasUnnamedServer: boolean
}

/**
 * Subjects that change line by line.
 *
 * @since 0.1.0
 * @category models
 */
export class MutableSubjects implements Subjects {
  readonly servers = new Set<string>()
  readonly operations = new Set<string>()
  hasUnnamedServer = false
  private isServerNamed = false

  /** Takes up the next line. */
  add(line: Line): this {
    if (line.type !== "run") {
      if (!this.isServerNamed) this.hasUnnamedServer = true
      return this
    }
    const { operation, server } = line
    this.isServerNamed = server !== undefined
    if (server !== undefined) this.servers.add(server)
    if (operation !== undefined) this.operations.add(operation)
    return this
  }
}

const advice = "resume it as it was started, or start another journal"

const difference = (about: Mismatch["about"], named: ReadonlySet<string>, run: string): Mismatch | undefined => {
  const journal = [...named].find((one) => one !== run)
  return journal === undefined
    ? undefined
    : {
        about,
        journal,
        run,
        message: `The journal belongs to the ${about} ${journal}, but this run is for ${run}: ${advice}.`
      }
}

/**
 * The reason why a run may not resume a journal: one of the journal's runs was for another server or another operation.
 *
 * @since 0.1.0
 * @category predicates
 */
export const mismatch = (
  { operations, servers }: Pick<Subjects, "operations" | "servers">,
  { operation, server }: Subject
): Mismatch | undefined => difference("server", servers, server) ?? difference("operation", operations, operation)

/**
 * The warning that a run gives which resumes a journal whose server is not known for all of its links.
 *
 * @since 0.1.0
 * @category rendering
 */
export const warning = (
  { hasUnnamedServer }: Pick<Subjects, "hasUnnamedServer">,
  { server }: Subject
): string | undefined =>
  hasUnnamedServer
    ? `The journal has lines that do not name their server, so it cannot be checked that they belong to ${server}.`
    : undefined
