import { describe, expect, it } from "@effect/vitest"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as Journal from "../src/Journal.js"
import { ref } from "./fixtures.js"
import { deletedLine, interruptedLine, run, sending, unavailableLine } from "./journalLines.js"

const other = { ...ref, linkId: "lnk_other" }

describe("the lines of a journal", () => {
  it.effect("fold to the state of its links", () =>
    Effect.gen(function* () {
      const lines = [run, sending(), unavailableLine(), sending(ref, 2), deletedLine(ref, 2), interruptedLine(other)]
      const state = yield* Journal.fold(Stream.fromIterable(lines))
      expect(state).toMatchObject({ lines: 6, runs: 1, final: 1 })
      expect(state.isFinal(ref)).toBe(true)
      expect([...state.pendingLinks()]).toEqual([{ ...other, attempts: 1, outcome: "Unknown", inFlight: false }])
    })
  )

  it.effect("fold to a state of their own each time", () =>
    Effect.gen(function* () {
      const folded = Journal.fold(Stream.make(run))
      yield* folded
      expect(yield* folded).toMatchObject({ lines: 1, runs: 1 })
    })
  )
})

describe("a journal in memory", () => {
  it.effect("begins with the lines it is made from", () =>
    Effect.gen(function* () {
      const { append, lines, state } = yield* Journal.Journal
      expect(state.isFinal(ref)).toBe(true)
      yield* append(sending(other))
      expect(Chunk.toReadonlyArray(yield* Stream.runCollect(lines))).toEqual([deletedLine(), sending(other)])
      expect(state.pending(other)).toMatchObject({ inFlight: true })
    }).pipe(Effect.provide(Journal.layerMemory([deletedLine()])))
  )

  it.effect("begins empty otherwise", () =>
    Effect.gen(function* () {
      const { lines } = yield* Journal.Journal
      expect(Chunk.toReadonlyArray(yield* Stream.runCollect(lines))).toEqual([])
    }).pipe(Effect.provide(Journal.layerMemory()))
  )
})
