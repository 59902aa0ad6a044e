/** What the property tests of this package are fed with. */
import * as FastCheck from "effect/FastCheck"

const { array, constantFrom, integer, oneof, string } = FastCheck

const awkwardInUrl = "%2e%2e %2F %00 % / \\ ? # .. . ; @ : + \r\n \t \0".split(" ").concat(" ")

/** Ids: ordinary ones, arbitrary text with lone surrogates, what a URL would take apart, and very long ones. */
export const ids: FastCheck.Arbitrary<string> = oneof(
  { weight: 20, arbitrary: string({ unit: "grapheme", minLength: 1, maxLength: 20 }) },
  {
    weight: 20,
    arbitrary: array(integer({ min: 0, max: 0xffff }), { maxLength: 10 }).map((units) => String.fromCharCode(...units))
  },
  {
    weight: 40,
    arbitrary: array(oneof(constantFrom(...awkwardInUrl), string({ maxLength: 3 })), { maxLength: 8 }).map((parts) =>
      parts.join("")
    )
  },
  { weight: 20, arbitrary: constantFrom("", ".", "..", "...", "%2e", "%2e%2e", "\uD800", "a\uDFFFb") },
  { weight: 1, arbitrary: constantFrom(..."a漢/%").map((character) => character.repeat(10_000)) }
)

/** What an id must be so that a URL can name it: text that UTF-8 can say, and no dot segment. */
export const isSendableId = (id: string): boolean =>
  id !== "" && id !== "." && id !== ".." && Buffer.from(id).toString() === id
