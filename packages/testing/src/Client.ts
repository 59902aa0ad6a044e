/**
 * A client as the tests of behaviour see it: a scripted transport and a clock that stands still go in, plain data comes out.
 * Each client has a module in its tests that fits it to this.
 */

/** The end of a request over the scripted transport. */
export type Answer = {
  /** The milliseconds until then. Default: at once. */
  readonly after?: number
} & (
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  | { readonly failure: { readonly message: string; readonly mayHaveBeenSent: boolean } }
  | { readonly silence: true }
  | { readonly defect: string }
)

/** Exponential backoff, in milliseconds. What is absent has its default. */
export interface PolicyOptions {
  readonly maxAttempts?: number
  readonly baseDelay?: number
  readonly factor?: number
  readonly jitter?: "full" | "none"
  readonly maxDelay?: number
  readonly attemptTimeout?: number
  readonly totalTimeout?: number
}

/** The key that a source gives, by a name: tests hold no keys but in their fixtures. */
export type KeyName = "first" | "second" | "unavailable"

/** A link and its workspace. */
export interface LinkIds {
  readonly workspaceId: string
  readonly linkId: string
}

/** A wall clock that is set. Timers go on as before. */
export interface ClockSet {
  /** The time that has passed by then, in milliseconds. */
  readonly at: number
  /** The milliseconds that it is set forward, or back where they are negative. */
  readonly by: number
}

/** The deletion of one link. */
export interface Scenario {
  /** Default: the ordinary link. */
  readonly link?: LinkIds
  /** One answer a request. */
  readonly answers: ReadonlyArray<Answer>
  /** The answer to every request after those. Default: none, and one more request is a defect. */
  readonly otherwise?: Answer
  /** Default: the client's own. */
  readonly policy?: PolicyOptions | "none"
  /** The random numbers that the policy draws, over and over. */
  readonly draws?: readonly [number, ...ReadonlyArray<number>]
  /** The keys that the source gives, one after the other, and the last one ever after. Default: the first one. */
  readonly keys?: readonly [KeyName, ...ReadonlyArray<KeyName>]
  /** Default: the production server. */
  readonly baseUrl?: string
  /** The time of the wall clock at the beginning, in milliseconds since the epoch. Default: 0. */
  readonly startAt?: number
  /** The times at which the wall clock is set, and by how much. Times after that are as it tells them. Default: none. */
  readonly clockSet?: ReadonlyArray<ClockSet>
  /** The name of a span around the call. Default: none. */
  readonly callerSpan?: string
  /** The attributes that the caller adds to all metrics. Default: none. */
  readonly callerAttributes?: Readonly<Record<string, string>>
  /** The time after which the caller interrupts the call, in milliseconds. Default: never. */
  readonly interruptAfter?: number
}

/** A span. Times are in milliseconds since the beginning. */
export interface SpanRecord {
  readonly name: string
  readonly kind: string
  /** The place of its parent among the spans. */
  readonly parent: number | undefined
  readonly attributes: Readonly<Record<string, unknown>>
  readonly ended: "success" | "failure" | "interruption" | undefined
  readonly times: ReadonlyArray<number>
}

/** A metric's change, with its attributes: a count, and for a histogram the sum of what was counted. */
export interface MetricRecord {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly count: number
  readonly sum?: number
}

/** The end of a call. Times are in milliseconds since its beginning. */
export interface Ended {
  /** The deleted link, in its JSON encoding. */
  readonly link?: Readonly<Record<string, unknown>>
  /** The failure, in its JSON encoding. */
  readonly failure?: Readonly<Record<string, unknown>>
  readonly endedAt: number
  readonly sentAt: ReadonlyArray<number>
  readonly requests: ReadonlyArray<{
    readonly method: string
    readonly url: string
    /** The key that it was sent with. */
    readonly key: KeyName | undefined
  }>
  readonly spans: ReadonlyArray<SpanRecord>
  readonly metrics: ReadonlyArray<MetricRecord>
}

/** Runs a scenario to its end, however long that takes on the clock of the test. */
export type Client = (scenario: Scenario) => Promise<Ended>

/** The ordinary link. */
export const ordinaryLink: LinkIds = { workspaceId: "ws_abc123", linkId: "lnk_abc123" }
