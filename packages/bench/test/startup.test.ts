import { expect, it } from "vitest"
import { buildStart } from "../src/bundles.js"

it.each([
  { program: "core", effect: "/effect@3", http: "@effect/platform" },
  { program: "core4", effect: "/effect@4", http: "/effect/dist/http/" }
])("the bundle of $program over fetch contains no HttpClient", async ({ effect, http, program }) => {
  const { metafile } = await buildStart(program)
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs))
  const carried = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([input]) => input)
  const ofEffect = carried.filter((input) => input.includes("/effect/"))
  expect(ofEffect.length).toBeGreaterThan(0)
  expect(ofEffect.filter((input) => !input.includes(effect))).toEqual([])
  expect(carried.filter((input) => input.includes(http))).toEqual([])
})
