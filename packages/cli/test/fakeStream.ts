import type { Stream } from "../src/terminal/Output.js"

interface Options {
  readonly isTTY?: boolean
  readonly columns?: number
  /** Nobody reads it any more. */
  readonly broken?: boolean
  /** The code of the error of every write, once so many characters were written. */
  readonly full?: { readonly code: string; readonly after: number }
  /** The defect that a write throws. */
  readonly defect?: string
}

/** A stream that keeps what is written to it. */
export class FakeStream implements Stream {
  text = ""
  readonly isTTY: boolean
  readonly columns: number
  readonly #broken: boolean
  readonly #full: Options["full"]
  readonly #defect: string | undefined

  constructor(options: Options = {}) {
    this.isTTY = options.isTTY ?? false
    this.columns = options.columns ?? 0
    this.#broken = options.broken ?? false
    this.#full = options.full
    this.#defect = options.defect
  }

  write(text: string, written: (error?: Error | null) => void): boolean {
    if (this.#defect !== undefined) throw new Error(this.#defect)
    const room = this.#broken ? 0 : (this.#full?.after ?? Number.POSITIVE_INFINITY) - this.text.length
    const code = text.length <= room ? undefined : this.#broken ? "EPIPE" : (this.#full?.code ?? "EIO")
    this.text += text.slice(0, Math.max(0, room))
    queueMicrotask(() => written(code === undefined ? null : Object.assign(new Error(`write ${code}`), { code })))
    return true
  }

  on(): this {
    return this
  }
}
