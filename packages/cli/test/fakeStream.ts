import type { Stream } from "../src/Output.js"

/** A stream that keeps what is written to it. */
export class FakeStream implements Stream {
  text = ""
  readonly isTTY: boolean
  readonly columns: number
  readonly #broken: boolean

  constructor(options: { readonly isTTY?: boolean; readonly columns?: number; readonly broken?: boolean } = {}) {
    this.isTTY = options.isTTY ?? false
    this.columns = options.columns ?? 0
    this.#broken = options.broken ?? false
  }

  write(text: string, written: (error?: Error | null) => void): boolean {
    if (!this.#broken) this.text += text
    queueMicrotask(() => written(this.#broken ? new Error("write EPIPE") : null))
    return true
  }

  on(): this {
    return this
  }
}
