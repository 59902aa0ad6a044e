import { expect, it } from "vitest"
import { buildStart } from "../src/bundles.js"

it("the bundle of a program over fetch contains nothing of @effect/platform", async () => {
  const { metafile } = await buildStart("deleteLink")
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs))
  const carried = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([input]) => input)
  expect(carried.some((input) => input.includes("/effect/"))).toBe(true)
  expect(carried.filter((input) => input.includes("@effect/platform"))).toEqual([])
})
