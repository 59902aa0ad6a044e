/** The key in the errors of an `HttpClient`, which hold the request, stated once for every client. */
import { describe, expect, it } from "vitest"
import type { HttpAnswer } from "./HttpClients.js"
import { placesOf } from "./KeySearch.js"
import type { Remains } from "./Secrecy.js"

export interface SecretHttpClients {
  /** All that a deletion with the key leaves behind, over an `HttpClient` that answers each request so. */
  readonly remainsOver: (answer: () => HttpAnswer) => Promise<Remains>
  /** The header `authorization` of the request in an error of an `HttpClient`. */
  readonly authorizationInError: () => Promise<string | undefined>
}

/** Declares the tests of a client. */
export const httpClientSecrecy = ({ authorizationInError, remainsOver }: SecretHttpClients, secret: string): void => {
  const authorization = `Bearer ${secret}`
  const cause = { request: { headers: { authorization } } }
  const response = () => new Response(authorization, { status: 503, headers: { "content-type": "text/html" } })

  const answers: ReadonlyArray<readonly [name: string, answer: () => HttpAnswer]> = [
    ["the cause of a Transport error", () => ({ error: "Transport", cause })],
    ["the cause of an Encode error", () => ({ error: "Encode", cause })],
    ["the cause of an InvalidUrl error", () => ({ error: "InvalidUrl", cause })],
    [
      "the description of a Transport error",
      () => ({ error: "Transport", description: secret, cause: new Error(secret) })
    ],
    ["a StatusCode error", () => ({ error: "StatusCode", response: response(), description: authorization, cause })],
    ["a Decode error", () => ({ error: "Decode", response: response(), description: authorization, cause })],
    ["an EmptyBody error", () => ({ error: "EmptyBody", response: response(), description: authorization, cause })]
  ]

  describe("a key in an error of an HttpClient, which holds the request", () => {
    it.for(answers)("shows nowhere when it is in %s", async ([, answer]) => {
      const { isDocumented, spans, texts } = await remainsOver(answer)
      expect(isDocumented).toBe(true)
      expect(spans).toBeGreaterThan(1)
      expect(placesOf(secret, texts)).toEqual([])
    })

    it("is held by the error itself", async () => {
      expect((await authorizationInError()) === authorization).toBe(true)
    })
  })
}
