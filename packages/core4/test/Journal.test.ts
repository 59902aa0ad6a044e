import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { describe, expect, it } from "vitest"
import * as Journal from "../src/Journal.js"
import { ref } from "./fixtures.js"
import { deletedLine, interruptedLine, run, sending, unavailableLine } from "./journalLines.js"
import { runTest } from "./runTest.js"

const other = { ...ref, linkId: "lnk_other" }

describe("the lines of a journal", () => {
  it("fold to the state of its links", () =>
    runTest(
      Effect.gen(function* () {
        const lines = [run, sending(), unavailableLine(), sending(ref, 2), deletedLine(ref, 2), interruptedLine(other)]
        const state = yield* Journal.fold(Stream.fromIterable(lines))
        expect(state).toMatchObject({ lines: 6, runs: 1, final: 1 })
        expect(state.isFinal(ref)).toBe(true)
        expect([...state.pendingLinks()]).toEqual([{ ...other, attempts: 1, outcome: "Unknown", inFlight: false }])
      })
    ))

  it("fold to a state of their own each time", () =>
    runTest(
      Effect.gen(function* () {
        const folded = Journal.fold(Stream.make(run))
        yield* folded
        expect(yield* folded).toMatchObject({ lines: 1, runs: 1 })
      })
    ))
})

describe("a journal in memory", () => {
  it("begins with the lines it is made from", () =>
    runTest(
      Effect.gen(function* () {
        const { append, lines, state } = yield* Journal.Journal
        expect(state.isFinal(ref)).toBe(true)
        yield* append(sending(other))
        expect(yield* Stream.runCollect(lines)).toEqual([deletedLine(), sending(other)])
        expect(state.pending(other)).toMatchObject({ inFlight: true })
      }).pipe(Effect.provide(Journal.layerMemory([deletedLine()])))
    ))

  it("begins empty otherwise", () =>
    runTest(
      Effect.gen(function* () {
        const { lines } = yield* Journal.Journal
        expect(yield* Stream.runCollect(lines)).toEqual([])
      }).pipe(Effect.provide(Journal.layerMemory()))
    ))
})
