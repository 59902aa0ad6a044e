import type { SeenRequest } from "../../World.js"

/** How many requests are kept at least: a sandbox may serve for days. */
const kept = 100_000

/** The last requests, the oldest first. */
export class RequestLog {
  private entries: Array<SeenRequest> = []

  /** Logs a request when it comes, so that one without a reply is seen too. The answer adds its reply. */
  open(seen: Pick<SeenRequest, "at" | "method" | "path">): (reply: Pick<SeenRequest, "fault" | "status">) => void {
    const entry: { -readonly [K in keyof SeenRequest]: SeenRequest[K] } = {
      ...seen,
      status: undefined,
      fault: undefined
    }
    this.entries.push(entry)
    if (this.entries.length >= 2 * kept) this.entries = this.entries.slice(-kept)
    return ({ fault, status }) => {
      entry.status = status
      entry.fault = fault
    }
  }

  clear(): void {
    this.entries = []
  }

  all(): ReadonlyArray<SeenRequest> {
    return this.entries.map((entry) => ({ ...entry }))
  }
}
