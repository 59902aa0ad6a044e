/** The transport over undici, stated once for every client. What it makes of responses is tested in the protocol. */
import { describe, expect, it } from "vitest"

/** The part of a handler that a dispatcher calls when it begins to send. */
export interface Handler {
  readonly onRequestStart?: (controller: { readonly abort: (reason: Error) => void }) => void
}

/** Sends a request over a dispatcher that does nothing but to keep the handler, and returns what interrupts it. */
export type SendWhileConnecting = (keep: (handler: Handler) => void) => () => Promise<unknown>

/** Declares the tests of a client. */
export const undiciTransports = (send: SendWhileConnecting): void => {
  describe("a request over undici", () => {
    it("is cancelled by an interrupt while it is still connecting", async () => {
      const reasons: Array<Error> = []
      const handler = await new Promise<Handler>((resolve) => {
        const interrupt = send((handler) => {
          queueMicrotask(() => resolve(interrupt().then(() => handler)))
        })
      })
      handler.onRequestStart?.({ abort: (reason) => reasons.push(reason) })
      expect(reasons).toHaveLength(1)
    })
  })
}
