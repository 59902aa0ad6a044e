/** The journal of a run and the state of its links, stated once for every client. */
import { describe, expect, it } from "vitest"
import { type LinkIds, ordinaryLink } from "./Client.js"
import type { OpenJournal } from "./JournalFileClient.js"
import { deletedLine, interruptedLine, type Line, runLine, sendingLine, unavailableLine } from "./JournalLines.js"

interface State {
  readonly lines: number
  readonly runs: number
  readonly final: number
  readonly isFinal: (link: LinkIds) => boolean
  readonly pendingLinks: () => Iterable<LinkIds>
}

/** A client's journals. */
export interface JournalClient {
  /** An effect that folds lines to their state, as often as it is run. */
  readonly fold: (lines: ReadonlyArray<Line>) => () => Promise<State>
  /** Uses a journal in memory, which begins with these lines. */
  readonly inMemory: <A>(
    lines: ReadonlyArray<Line> | undefined,
    use: (journal: OpenJournal) => Promise<A>
  ) => Promise<A>
}

const other: LinkIds = { ...ordinaryLink, linkId: "lnk_other" }

/** Declares the tests of a client. */
export const journals = ({ fold, inMemory }: JournalClient): void => {
  describe("the lines of a journal", () => {
    it("fold to the state of its links", async () => {
      const state = await fold([
        runLine(),
        sendingLine(),
        unavailableLine(),
        sendingLine(ordinaryLink, 2),
        deletedLine(ordinaryLink, 2),
        interruptedLine(other)
      ])()
      expect(state).toMatchObject({ lines: 6, runs: 1, final: 1 })
      expect(state.isFinal(ordinaryLink)).toBe(true)
      expect([...state.pendingLinks()]).toEqual([{ ...other, attempts: 1, outcome: "Unknown", inFlight: false }])
    })

    it("fold to a state of their own each time", async () => {
      const folded = fold([runLine()])
      await folded()
      expect(await folded()).toMatchObject({ lines: 1, runs: 1 })
    })
  })

  describe("a journal in memory", () => {
    it("begins with the lines it is made from", () =>
      inMemory([deletedLine()], async ({ append, read, state }) => {
        expect(state.isFinal(ordinaryLink)).toBe(true)
        await append([sendingLine(other)])
        expect(await read()).toEqual([deletedLine(), sendingLine(other)])
        expect([...state.pendingLinks()]).toMatchObject([{ ...other, inFlight: true }])
      }))

    it("begins empty otherwise", () =>
      inMemory(undefined, async ({ read }) => {
        expect(await read()).toEqual([])
      }))
  })
}
