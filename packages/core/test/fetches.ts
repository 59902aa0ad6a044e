/** What stands in for `fetch`, and a request to give it. */
import { requestTo } from "./fixtures.js"

export type Fetch = typeof globalThis.fetch

export const request = requestTo("http://127.0.0.1:1/")

export const failing = (error: unknown): Fetch => {
  return () => Promise.reject(error)
}

/** A `fetch` whose response has a body that breaks after its first chunk. */
export const breaking = (error: unknown): Fetch => {
  let pulls = 0
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      pulls += 1
      if (pulls === 1) controller.enqueue(new Uint8Array(8))
      else controller.error(error)
    }
  })
  return () => Promise.resolve(new Response(body))
}
