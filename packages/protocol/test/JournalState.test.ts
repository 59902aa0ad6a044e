import { ids } from "@effect-userplane/testing/Ids"
import { deletedLine, interruptedLine, outcomeLine, runLine, sendingLine } from "@effect-userplane/testing/JournalLines"
import * as FastCheck from "fast-check"
import { describe, expect, it } from "vitest"
import type { Line } from "../src/JournalLine.js"
import { MutableState } from "../src/JournalState.js"
import { ref } from "./fixtures.js"
import { holds } from "./properties.js"

const other = { ...ref, linkId: "lnk_other" }

const stateOf = (...lines: ReadonlyArray<Line>): MutableState =>
  lines.reduce((state, line) => state.add(line), new MutableState())

describe("the state of a journal", () => {
  it("has a link as final after its last outcome", () => {
    const state = stateOf(runLine(), sendingLine(), outcomeLine(), sendingLine(ref, 2), deletedLine())
    expect(state).toMatchObject({ lines: 5, runs: 1, final: 1 })
    expect(state.isFinal(ref)).toBe(true)
    expect(state.isFinal(other)).toBe(false)
    expect(state.pending(ref)).toBeUndefined()
    expect([...state.pendingLinks()]).toEqual([])
  })

  it("has a link as pending while its request is in flight, with the number of its requests", () => {
    const state = stateOf(sendingLine(), outcomeLine(), sendingLine(ref, 2))
    expect(state.pending(ref)).toEqual({ ...ref, attempts: 2, outcome: "NotDeleted", inFlight: true })
    expect(state.isFinal(ref)).toBe(false)
  })

  it("does not know the outcome of a link whose request was interrupted", () => {
    const state = stateOf(sendingLine(), interruptedLine())
    expect([...state.pendingLinks()]).toEqual([{ ...ref, attempts: 1, outcome: "Unknown", inFlight: false }])
  })

  it("remembers that a response was lost while the next request is in flight", () => {
    expect(stateOf(sendingLine(), interruptedLine(), sendingLine(ref, 2)).pending(ref)).toEqual({
      ...ref,
      attempts: 2,
      outcome: "Unknown",
      inFlight: true
    })
  })

  it("counts a link as final once, in each of its workspaces", () => {
    const state = stateOf(deletedLine(), deletedLine(), { ...deletedLine(), workspaceId: "ws_other" })
    expect(state.final).toBe(2)
  })

  it("tells links apart whatever their ids are", () => {
    const refs = FastCheck.uniqueArray(FastCheck.record({ workspaceId: ids, linkId: ids }), {
      minLength: 2,
      selector: ({ linkId, workspaceId }) => `${workspaceId.length} ${workspaceId}${linkId}`
    })
    holds(
      FastCheck.property(refs, ([first, ...others]) => {
        const state = stateOf({ ...deletedLine(), ...first })
        expect(others.some(state.isFinal)).toBe(false)
      }),
      { numRuns: 200 }
    )
  })
})

describe("the server and the operation of a journal", () => {
  const named = runLine({ server: "https://api.example.com", operation: "links.delete" })

  it("are those of all of its runs", () => {
    const state = stateOf(
      named,
      sendingLine(),
      runLine({ server: "https://other.example.com", operation: "links.restore" })
    )
    expect([...state.servers]).toEqual(["https://api.example.com", "https://other.example.com"])
    expect([...state.operations]).toEqual(["links.delete", "links.restore"])
    expect(state.hasUnnamedServer).toBe(false)
  })

  it.each<readonly [string, ReadonlyArray<Line>, boolean]>([
    ["a run that does not name it", [runLine(), sendingLine()], true],
    ["no run", [sendingLine()], true],
    ["one run that names it and a later one that does not", [named, sendingLine(), runLine(), deletedLine()], true],
    ["a run that names none and no link", [runLine()], false]
  ])("may be missing: %s", (_, lines, isMissing) => expect(stateOf(...lines).hasUnnamedServer).toBe(isMissing))
})
