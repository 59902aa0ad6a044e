/** The search for a key in what a client returns, logs and records. */
import { inspect } from "node:util"

const fromHex = (_: string, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))

/** A text with everything undone that a server may do to a key when it sends it back. */
export const unescaped = (text: string): string =>
  text
    .replace(/\\+u([0-9a-f]{4})/gi, fromHex)
    .replace(/\\+\//g, "/")
    .replace(/&#x([0-9a-f]+);/gi, fromHex)
    .replace(/&#(\d+);/g, (_, decimal: string) => String.fromCharCode(Number(decimal)))
    .replace(/%([0-9a-f]{2})/gi, fromHex)

/** Whether a text shows a key, or so much of it that the rest could be guessed. */
export const reveals = (text: string, key: string): boolean =>
  [text, unescaped(text)].some((shown) => shown.toLowerCase().includes(key.slice(8, -8).toLowerCase()))

/** Everything that can be seen of a value. */
export const inspected = (value: unknown): string =>
  inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true, showProxy: true, getters: true })

/** The names of the texts that show a key: none, if all is well. The texts themselves stay out of the report of a test. */
export const placesOf = (key: string, texts: Readonly<Record<string, string>>): ReadonlyArray<string> =>
  Object.entries(texts).flatMap(([place, text]) => (reveals(text, key) ? [place] : []))
