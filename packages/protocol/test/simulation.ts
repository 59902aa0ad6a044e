/** Requests under a quota, in virtual time. */
import type { Unanswered } from "../src/OutageDetector.js"
import type { Pacer, Ticket } from "../src/Pacer.js"
import type { RateLimited } from "../src/Throttle.js"

/** What becomes of a request, when it has taken its time. */
export type Answer = "answered" | { readonly rateLimited: RateLimited } | { readonly unanswered: Unanswered }

/** A 429. By default, the server does not say how long to wait. */
export const rateLimited = ({ backoff = 1000, retryAfter = 0 }: Partial<RateLimited> = {}): Answer => ({
  rateLimited: { backoff, retryAfter }
})

/** A request that nobody answered. */
export const unanswered = (subject: string, retryAfter = 0): Answer => ({
  unanswered: { subject, message: "connect ECONNREFUSED", retryAfter }
})

interface Call {
  readonly takes: number
  /** What becomes of its requests, one after the other. */
  readonly answers: Array<Answer>
  readonly starts: Array<number>
}

interface InFlight {
  readonly call: Call
  readonly ticket: Ticket
  readonly endsAt: number
}

/** Calls whose requests start in the order in which they came, each as soon as the pacer lets it. */
export class Simulation {
  now: number
  private readonly pacer: Pacer
  private readonly queue: Array<Call> = []
  private inFlight: ReadonlyArray<InFlight> = []

  constructor(pacer: Pacer, now = 0) {
    this.pacer = pacer
    this.now = now
  }

  /**
   * Begins a call.
   *
   * @param takes - How long each of its requests takes.
   * @param answers - What becomes of them: after each but the last, another one is sent. Default: the first is answered.
   * @returns When its requests start, as they do.
   */
  call(takes = 0, answers: ReadonlyArray<Answer> = ["answered"]): ReadonlyArray<number> {
    const call: Call = { takes, answers: [...answers], starts: [] }
    this.queue.push(call)
    this.settle()
    return call.starts
  }

  /** Begins some calls, and returns when their requests start. */
  calls(count: number, takes = 0): () => ReadonlyArray<number> {
    const all = Array.from({ length: count }, () => this.call(takes))
    return () => all.flat()
  }

  /** Lets time pass. */
  advance(millis: number): void {
    const end = this.now + millis
    for (let next = this.next(); next <= end; next = this.next()) {
      this.now = next
      this.settle()
    }
    this.now = end
  }

  private next(): number {
    const start = this.queue.length === 0 ? undefined : this.pacer.blocked(this.now)?.until
    return Math.min(start ?? Number.POSITIVE_INFINITY, ...this.inFlight.map(({ endsAt }) => endsAt))
  }

  /** Does what is to be done by now. */
  private settle(): void {
    while (this.endOne() || this.startOne()) {}
  }

  private startOne(): boolean {
    const [call] = this.queue
    if (call === undefined || this.pacer.blocked(this.now) !== undefined) return false
    this.queue.shift()
    call.starts.push(this.now)
    const ticket = this.pacer.start(this.now)
    this.inFlight = [...this.inFlight, { call, ticket, endsAt: this.now + call.takes }]
    return true
  }

  private endOne(): boolean {
    const ended = this.inFlight.find(({ endsAt }) => endsAt <= this.now)
    if (ended === undefined) return false
    const { call, ticket } = ended
    const answer = call.answers.shift() ?? "answered"
    this.inFlight = this.inFlight.filter((other) => other !== ended)
    if (answer !== "answered" && "rateLimited" in answer) {
      this.pacer.rateLimited(ticket, this.now, answer.rateLimited)
    } else if (answer !== "answered") {
      this.pacer.unanswered(ticket, this.now, answer.unanswered)
    }
    this.pacer.end(ticket, this.now)
    if (answer === "answered") this.pacer.answered(ticket, this.now)
    if (call.answers.length > 0) this.queue.push(call)
    return true
  }
}
