/** The journal in a file as the tests of behaviour see it: real files go in, plain data comes out. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished } from "vitest"
import { type LinkIds, ordinaryLink } from "./Client.js"
import type { Line } from "./JournalLines.js"

/** A failure, as plain fields. */
export interface Failure {
  readonly _tag: string
  readonly message: string
}

/** The lines that were read, and the failure that came after them. */
export interface Read {
  readonly lines: ReadonlyArray<Line>
  readonly failure: Failure | undefined
}

/** A journal that is open. */
export interface OpenJournal {
  /** Appends lines, all of them at the same time. */
  readonly append: (lines: ReadonlyArray<Line>) => Promise<void>
  readonly read: () => Promise<ReadonlyArray<Line>>
  readonly state: {
    readonly lines: number
    readonly final: number
    readonly isFinal: (link: LinkIds) => boolean
    readonly pendingLinks: () => Iterable<LinkIds>
  }
}

export interface OpenOptions {
  /** The lease of the lock, in milliseconds. */
  readonly lease?: number
  /** Called with the lock of another process and its lease, in milliseconds. Opening goes on when it resolves. */
  readonly onWait?: (lock: string, lease: number) => Promise<void>
  /** Ends the opening. */
  readonly signal?: AbortSignal
}

/** A client's journals in files. */
export interface JournalFileClient {
  /** Encodes a line as text, its line break included. */
  readonly encode: (line: Line) => string
  readonly read: (path: string) => Promise<Read>
  /** Decodes the bytes of a journal, piece by piece. */
  readonly decode: (pieces: ReadonlyArray<Uint8Array>, name: string) => Promise<Read>
  /** Opens a journal, uses it, and closes it. Rejects with the failure of either. */
  readonly open: <A>(path: string, use: (journal: OpenJournal) => Promise<A>, options?: OpenOptions) => Promise<A>
}

/** A link whose id takes more bytes than characters. */
export const wideLink: LinkIds = { ...ordinaryLink, linkId: "lnk_漢字" }

/** The content of a file as text. */
export const contentOf = (path: string) => readFile(path, "utf8")

/** The path of a file that is not there yet, or has this content. */
export const temporary = async (content?: string | Uint8Array): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), "journal-"))
  onTestFinished(() => rm(folder, { recursive: true }))
  const path = join(folder, "journal.ndjson")
  if (content !== undefined) await writeFile(path, content)
  return path
}

/** The rejection of a promise that must reject. */
export const rejectionOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail("It did not reject"),
    (error: unknown) => error
  )

/** Appends lines to a journal, one after the other. */
export const append = (client: JournalFileClient, path: string, ...lines: ReadonlyArray<Line>): Promise<void> =>
  client.open(path, async (journal) => {
    for (const line of lines) await journal.append([line])
  })
