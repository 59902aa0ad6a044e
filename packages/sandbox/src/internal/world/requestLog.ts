import type { SeenRequest } from "../../World.js"

/** The minimum number of requests kept: a sandbox may run for days. */
const kept = 100_000

/** The last requests, the oldest first. */
export class RequestLog {
  private entries: Array<SeenRequest> = []

  /** Logs a request when it arrives, so that one without a response is logged too. The function returned adds its response. */
  open(seen: Pick<SeenRequest, "at" | "method" | "path">): (response: Pick<SeenRequest, "fault" | "status">) => void {
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
