/** What stands in for `fetch`. */

export type Fetch = typeof globalThis.fetch

/** A `fetch` that rejects. */
export const failing = (error: unknown): Fetch => {
  return () => Promise.reject(error)
}

/** A `fetch` that throws. */
export const throwing = (error: unknown): Fetch => {
  return () => {
    throw error
  }
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

/** The error of Node where a connection is refused. */
export const connectRefused = Object.assign(new Error("connect ECONNREFUSED"), {
  code: "ECONNREFUSED",
  syscall: "connect"
})

/** The error of Node where a connection is reset. */
export const readReset = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET", syscall: "read" })

/** A `fetch` that fails before a connection is made. */
export const refused: Fetch = failing(new TypeError("fetch failed", { cause: connectRefused }))

/** A `fetch` that fails after the request was sent. */
export const reset: Fetch = failing(new TypeError("fetch failed", { cause: readReset }))
