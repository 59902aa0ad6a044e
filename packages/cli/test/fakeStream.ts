import type { Stream } from "../src/Output.js"

interface Options {
  readonly isTTY?: boolean
  readonly columns?: number
  /** Nobody reads it any more. */
  readonly broken?: boolean
  /** What it throws when it is written to. */
  readonly defect?: string
}

/** A stream that keeps what is written to it. */
export class FakeStream implements Stream {
  text = ""
  readonly isTTY: boolean
  readonly columns: number
  readonly #broken: boolean
  readonly #defect: string | undefined

  constructor(options: Options = {}) {
    this.isTTY = options.isTTY ?? false
    this.columns = options.columns ?? 0
    this.#broken = options.broken ?? false
    this.#defect = options.defect
  }

  write(text: string, written: (error?: Error | null) => void): boolean {
    if (this.#defect !== undefined) throw new Error(this.#defect)
    if (!this.#broken) this.text += text
    queueMicrotask(() => written(this.#broken ? new Error("write EPIPE") : null))
    return true
  }

  on(): this {
    return this
  }
}
