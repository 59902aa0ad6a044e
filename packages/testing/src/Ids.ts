/** Ids of workspaces and links for property tests. */
import * as FastCheck from "fast-check"

const { array, constantFrom, integer, oneof, record, string } = FastCheck

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

/** Whether a URL can name an id: text that UTF-8 can write, and no dot segment. */
export const isSendableId = (id: string): boolean =>
  id !== "" && id !== "." && id !== ".." && Buffer.from(id).toString() === id

/** Links with such ids, the same in every run: a request for each takes too long for a property of its own. */
export const linkRefs = FastCheck.sample(record({ workspaceId: ids, linkId: ids }), { numRuns: 160, seed: 3 })
