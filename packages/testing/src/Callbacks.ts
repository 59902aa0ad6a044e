/** A transport that works with callbacks, on the real clock, stated once for every client. */
import { describe, expect, it } from "vitest"
import { type KeyAnswer, type KeyName, ordinaryLink, type PolicyOptions } from "./Client.js"

interface Response {
  readonly status: number
  readonly header: (name: string) => string | undefined
  readonly body: Uint8Array
  readonly truncated: boolean
}

type Result =
  | { readonly ok: true; readonly value: Response }
  | { readonly ok: false; readonly failure: { readonly message: string; readonly mayHaveBeenSent: boolean } }

/** Starts a request, calls `onEnd` once, and returns what cancels it. */
export type Start = (request: unknown, onEnd: (result: Result) => void) => () => void

/** The deletion of the ordinary link by one request. */
export interface CallbackOptions {
  /** Default: no retries. */
  readonly policy?: PolicyOptions
  /** Default: the first key, at hand. */
  readonly key?: KeyName | KeyAnswer
}

/** The end of a call. */
export interface CallbackEnd {
  /** The link or the failure, in its JSON encoding. */
  readonly result?: object
  /** What it died of. */
  readonly defect?: string
  /** The attribute `error.type` of each span. */
  readonly errorTypes: ReadonlyArray<unknown>
}

/** The end of a call that was interrupted. */
export interface Interrupted {
  readonly isInterrupted: boolean
  /** How each span ended. */
  readonly spans: ReadonlyArray<string | undefined>
}

export interface CallbackClient {
  readonly call: (
    start: Start,
    options?: CallbackOptions
  ) => { readonly ended: Promise<CallbackEnd>; readonly interrupt: () => Promise<unknown> }
  /** Interrupts a call before one of the steps that it takes, counted from 1. */
  readonly interruptedBefore: (step: number, start: Start) => Promise<Interrupted>
}

const succeed = (value: Response): Result => ({ ok: true, value })

const fail = (message: string): Result => ({ ok: false, failure: { message, mayHaveBeenSent: true } })

const confirmation: Response = {
  status: 200,
  header: () => undefined,
  body: new TextEncoder().encode(JSON.stringify({ message: "Link deleted", data: ordinaryLink })),
  truncated: false
}

/** A transport that answers soon, or never; and what was asked of it. */
const callbacks = (answer?: Result) => {
  const seen = { started: 0, cancelled: 0 }
  const start: Start = (_, ended) => {
    seen.started += 1
    if (answer !== undefined) queueMicrotask(() => ended(answer))
    return () => {
      seen.cancelled += 1
    }
  }
  return { seen, start }
}

const hasty = { maxAttempts: 1, attemptTimeout: 20 }

/** Declares the tests of a client. */
export const callbackTransports = ({ call, interruptedBefore }: CallbackClient): void => {
  describe("an exchange over callbacks, on the real clock", () => {
    it("has its response, and is not cancelled after it", async () => {
      const { seen, start } = callbacks(succeed(confirmation))
      expect((await call(start).ended).result).toMatchObject({ confirmation: "Reply" })
      expect(seen).toEqual({ started: 1, cancelled: 0 })
    })

    it("may have its response at once", async () => {
      const { ended } = call((_, onEnd) => {
        onEnd(succeed(confirmation))
        return () => {}
      })
      expect((await ended).result).toMatchObject({ confirmation: "Reply" })
    })

    it("hears only the first thing that is told", async () => {
      const { ended } = call((_, onEnd) => {
        queueMicrotask(() => {
          onEnd(succeed(confirmation))
          onEnd(fail("lost"))
        })
        return () => {}
      })
      expect((await ended).result).toMatchObject({ confirmation: "Reply" })
      expect((await ended).errorTypes).toEqual([undefined, undefined])
    })

    it("dies of a response that cannot even be looked at", async () => {
      const header = () => {
        throw new Error("a broken transport")
      }
      const { defect } = await call(callbacks(succeed({ ...confirmation, header })).start).ended
      expect(defect).toContain("a broken transport")
    })

    it("is cancelled by its timeout", async () => {
      const { seen, start } = callbacks()
      const { result } = await call(start, { policy: hasty }).ended
      expect(result).toMatchObject({ _tag: "TransportError", reason: "Timeout", outcome: "Unknown" })
      expect(seen).toEqual({ started: 1, cancelled: 1 })
    })

    it("is a timeout whatever the transport says of being cancelled", async () => {
      const start: Start = (_, onEnd) => () => onEnd(fail("aborted"))
      const { result } = await call(start, { policy: hasty }).ended
      expect(result).toMatchObject({ message: "No response within 20ms" })
    })

    it("is cancelled by an interrupt", async () => {
      const { seen, start } = callbacks()
      const patient = { attemptTimeout: 600_000, totalTimeout: 3_600_000 }
      await new Promise<void>((resolve) => {
        const { interrupt } = call(
          (request, onEnd) => {
            const cancel = start(request, onEnd)
            queueMicrotask(() => resolve(interrupt().then(() => {})))
            return cancel
          },
          { policy: patient }
        )
      })
      expect(seen).toEqual({ started: 1, cancelled: 1 })
    })

    it("is not begun with a key that cannot be sent", async () => {
      const { seen, start } = callbacks(succeed(confirmation))
      const { result } = await call(start, { key: { key: "first", altered: () => "two words" } }).ended
      expect(result).toMatchObject({ reason: "ApiKeyUnavailable", outcome: "NotDeleted" })
      expect(seen.started).toBe(0)
    })

    it("is not begun without a key", async () => {
      const { seen, start } = callbacks(succeed(confirmation))
      const { result } = await call(start, { key: "unavailable" }).ended
      expect(result).toMatchObject({ reason: "ApiKeyUnavailable", message: "The vault is sealed" })
      expect(seen.started).toBe(0)
    })

    it("waits for a key that takes its time, within the timeout of the attempt", async () => {
      const { seen, start } = callbacks(succeed(confirmation))
      const late = await call(start, { key: "silent", policy: hasty }).ended
      expect(late.result).toMatchObject({ reason: "Timeout", outcome: "NotDeleted" })
      expect(seen.started).toBe(0)
      const { result } = await call(start, { key: { key: "first", after: 1 } }).ended
      expect(result).toMatchObject({ confirmation: "Reply" })
    })
  })

  describe("a response to a busy process", () => {
    it("is no timeout, though the time is up before it is looked at", async () => {
      let cancelled = 0
      const start: Start = (_, onEnd) => {
        setTimeout(() => onEnd(succeed(confirmation)), 1)
        // Before any timer: both are due when the platform comes to look.
        queueMicrotask(() => {
          const begun = performance.now()
          while (performance.now() - begun < 250);
        })
        return () => {
          cancelled += 1
        }
      }
      const { result } = await call(start, { policy: { maxAttempts: 1, attemptTimeout: 200 } }).ended
      expect(result).toMatchObject({ confirmation: "Reply" })
      expect(cancelled).toBe(0)
    })
  })

  describe("an interrupt at any moment", () => {
    it("ends every span that has begun, and every request that was sent", async () => {
      const begun = new Set<number>()
      for (let step = 1; step <= 200; step += 1) {
        const { seen, start } = callbacks()
        const { isInterrupted, spans } = await interruptedBefore(step, start)
        expect(isInterrupted).toBe(true)
        expect([step, ...spans]).toEqual([step, ...spans.map(() => "interruption")])
        expect(seen.cancelled).toBe(seen.started)
        begun.add(spans.length + seen.started)
      }
      // Before the call, in it, in its first attempt, and with its request under way.
      expect([...begun].sort()).toEqual([0, 1, 2, 3])
    })
  })
}
