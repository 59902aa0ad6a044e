import { PCGRandom } from "effect/Utils"

const alphabet = "0123456789abcdefghijklmnopqrstuvwxyz"

const names = ["Ada", "Bela", "Chidi", "Dana", "Emil", "Farah", "Goran", "Hana", "Ines", "Jonas", "Kofi", "Lena"]

const problems = ["Error", "Blank page", "Wrong total", "Slow search", "Lost draft", "Missing file", "Double charge"]

const places = ["checkout", "settings", "sign-in", "invoices", "the dashboard", "exports", "the mobile app", "reports"]

/** Random numbers, ids, names and titles, the same from the same seed. */
export class SeededRandom {
  private readonly random: PCGRandom

  constructor(seed: number) {
    this.random = new PCGRandom(seed)
  }

  /** A number from 0, below 1. */
  next(): number {
    return this.random.number()
  }

  private pick(texts: ReadonlyArray<string>): string {
    return texts[this.random.integer(texts.length)] ?? ""
  }

  /** A text of that many digits and lower-case letters. */
  token(length: number): string {
    let token = ""
    while (token.length < length) {
      // A double holds 9 digits of base 36 evenly.
      let rest = Math.floor(this.random.number() * 36 ** 9)
      for (let digit = 0; digit < 9 && token.length < length; digit++) {
        token += alphabet.charAt(rest % 36)
        rest = Math.floor(rest / 36)
      }
    }
    return token
  }

  /** An id of the form of the documented ones, such as `ws_abc123`. */
  id(prefix: string): string {
    return `${prefix}_${this.token(12)}`
  }

  name(): string {
    return this.pick(names)
  }

  title(): string {
    return `${this.pick(problems)} in ${this.pick(places)}`
  }
}
