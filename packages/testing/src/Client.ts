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

/** Limits of a policy, in milliseconds. What is absent has its default. */
export interface TimeoutOptions {
  readonly attemptTimeout?: number
  readonly totalTimeout?: number
  readonly maxDelay?: number
}

/** Exponential backoff, in milliseconds. What is absent has its default. */
export interface PolicyOptions extends TimeoutOptions {
  readonly maxAttempts?: number
  readonly baseDelay?: number
  readonly factor?: number
  readonly jitter?: "full" | "none"
}

/** Backoff whose waits have no jitter. */
export const steady = (options: PolicyOptions = {}): PolicyOptions => ({ ...options, jitter: "none" })

/** A failure as a schedule sees it. */
export interface SeenFailure {
  readonly _tag: string
  readonly status?: number | undefined
}

/** A schedule of the caller's own. Without options it goes on for ever, and never waits. */
export interface ScheduleOptions {
  /** The wait after each failure, in milliseconds. */
  readonly spaced?: number
  /** The number of waits after which it ends. */
  readonly recurs?: number
  /** The time that each of its steps takes, in milliseconds. */
  readonly stepTakes?: number
  /** Called with each failure. It ends where this is false. */
  readonly goesOn?: (failure: SeenFailure) => boolean
}

/** When to ask again. */
export type Policy = PolicyOptions | (TimeoutOptions & { readonly schedule: ScheduleOptions }) | "none" | "default"

/**
 * A key by its name, since tests hold no keys but in their fixtures. The source fails with `unavailable`, and never answers
 * with `silent`.
 */
export type KeyName = "first" | "second" | "empty" | "unavailable" | "silent"

/** The answer of a source of keys. */
export interface KeyAnswer {
  readonly key: KeyName
  /** The milliseconds until then. Default: at once. */
  readonly after?: number
  /** What is made of the text of the key. Default: nothing else. */
  readonly altered?: (text: string) => string
}

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

/** What is around every call over the scripted transport. */
export interface Setting {
  /** The policy within which the call is. Default: the client's own. */
  readonly policy?: Policy
  /** The random numbers that the policy draws, over and over. */
  readonly draws?: readonly [number, ...ReadonlyArray<number>]
  /** The keys that the source gives, one after the other, and the last one ever after. Default: the first one. */
  readonly keys?: ReadonlyArray<KeyName | KeyAnswer>
  /** The name of a span around the call. Default: none. */
  readonly callerSpan?: string
  /** The time after which the caller interrupts the call, in milliseconds. Default: never. */
  readonly interruptAfter?: number
}

/** The deletion of one link. */
export interface Scenario extends Setting {
  /** Default: the ordinary link. */
  readonly link?: LinkIds
  /** One answer a request. */
  readonly answers: ReadonlyArray<Answer>
  /** The answer to every request after those. Default: none, and one more request is a defect. */
  readonly otherwise?: Answer
  /** A policy within which the call with its policy is. */
  readonly outerPolicy?: Policy
  /** The policy that the call is given by a layer. */
  readonly callLayer?: Policy
  /** The policy that the client is given by a layer. */
  readonly clientLayer?: Policy
  /** How many calls follow each other, over the same transport. Default: one. */
  readonly calls?: number
  /** Default: the production server. */
  readonly baseUrl?: string
  /** True when the transport says that it may repeat a request by itself. Default: `false`. */
  readonly mayRepeat?: boolean
  /** The time of the wall clock at the beginning, in milliseconds since the epoch. Default: 0. */
  readonly startAt?: number
  /** The times at which the wall clock is set, and by how much. Times after that are as it tells them. Default: none. */
  readonly clockSet?: ReadonlyArray<ClockSet>
  /** The attributes that the caller adds to all metrics. Default: none. */
  readonly callerAttributes?: Readonly<Record<string, string>>
  /** True to switch tracing off. Default: `false`. */
  readonly untraced?: boolean
  /** The time after which a timeout around the call ends it, in milliseconds. Default: never. */
  readonly timeoutAfter?: number
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
  /** The boundaries of a histogram. */
  readonly boundaries?: ReadonlyArray<number>
}

/** A request that was sent. */
export interface RequestRecord {
  readonly method: string
  readonly url: string
  /** Its headers, with the name of the key in place of the key. */
  readonly headers: Readonly<Record<string, string>>
  /** The name of the span that one of the transport's own would be below. */
  readonly below: string | undefined
}

/** What every call leaves behind. Times are in milliseconds since its beginning. */
export interface Traces {
  readonly endedAt: number
  readonly sentAt: ReadonlyArray<number>
  readonly requests: ReadonlyArray<RequestRecord>
  /** When a request was given up before its answer. */
  readonly givenUpAt: ReadonlyArray<number>
  /** How often the source was asked for a key, and how often that was given up. */
  readonly keysAsked: number
  readonly keysGivenUp: number
  readonly spans: ReadonlyArray<SpanRecord>
  readonly metrics: ReadonlyArray<MetricRecord>
}

/** The end of a call. */
export interface Ended extends Traces {
  /** The deleted link, in its JSON encoding. */
  readonly link?: Readonly<Record<string, unknown>>
  /** Whether the link equals one that is made of its JSON. */
  readonly equalsCopy?: boolean
  /** The failure, in its JSON encoding. */
  readonly failure?: Readonly<Record<string, unknown>>
  /** What to do about the failure. */
  readonly advice?: string
  /** Whether the failure shows the key when it is printed. */
  readonly showsKey: boolean
  /** What ended the call, where that was neither a result nor a failure of its own. */
  readonly cut?: "interrupt" | "timeout"
}

/** Runs a scenario to its end, however long that takes on the clock of the test. */
export type Client = (scenario: Scenario) => Promise<Ended>

/** The ordinary link. */
export const ordinaryLink: LinkIds = { workspaceId: "ws_abc123", linkId: "lnk_abc123" }
