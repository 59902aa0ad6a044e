/**
 * Bulk deletion as the tests of behaviour see it: links, a server and a clock that stands still go in, plain data comes out.
 * Each client has a module in its tests that fits it to this.
 */
import { deleted } from "./Answers.js"
import type { Answer, ClockSet, KeyName, LinkIds, PolicyOptions } from "./Client.js"
import type { Line } from "./JournalLines.js"
import type { Window } from "./QuotaTiming.js"

/** A request for a link, as a server sees it. */
export interface LinkRequest {
  readonly linkId: string
  /** The time in milliseconds since the beginning. */
  readonly at: number
  readonly authorization: string | undefined
}

/** Answers each request. */
export type Server = (request: LinkRequest) => Answer

/** A quota that is kept in a store from one run to the next. */
export interface SavedQuota {
  readonly windows: ReadonlyArray<Window>
  readonly values: Map<string, string>
}

/** A bulk deletion. Durations are in milliseconds. */
export interface BulkScenario {
  readonly links: Iterable<LinkIds>
  /** True when the links are given as a stream instead of an iterable. */
  readonly isStream?: boolean
  /** True when the links are given through a pipe. */
  readonly isPiped?: boolean
  /** True when no options are given at all: nobody is told of links that were not reported, for instance. */
  readonly withoutOptions?: boolean
  /** What becomes of the links' own stream after them. Default: it ends. */
  readonly afterLinks?: "silence" | { readonly failure: string } | { readonly defect: string }
  /** Default: every link is deleted. */
  readonly server?: Server
  readonly concurrency?: number
  readonly giveUpAfter?: number
  /** The time after which the run is stopped, or `failing` for an effect to stop it that fails at once. Default: never. */
  readonly stopAfter?: number | "failing"
  /** Default: the client's own. */
  readonly policy?: PolicyOptions | "none" | { readonly repeats: number }
  /** Default: without limit. */
  readonly quota?: "documented" | "unlimited" | ReadonlyArray<Window> | SavedQuota
  /** The keys that the source gives, one after the other, or `never` for one that gives none. Default: the first one. */
  readonly keys?: readonly [KeyName, ...ReadonlyArray<KeyName>] | "never"
  /** Default: the production server. */
  readonly baseUrl?: string
  /** True when the transport may repeat a request by itself. */
  readonly mayRepeat?: boolean
  /** The time of the wall clock at the beginning, in milliseconds since the epoch. Default: 0. */
  readonly startAt?: number
  /** The times at which the wall clock is set, and by how much. Times after that are as it tells them. */
  readonly clockSet?: ReadonlyArray<ClockSet>
  /** The lines of the journal so far. Default: there is no journal. */
  readonly journal?: ReadonlyArray<Line>
  /** What writing a line of the journal comes to, by the number of lines before it in this run. Default: it is written. */
  readonly writing?: (line: Line, before: number) => { readonly failure: string } | { readonly takes: number }
  /** The number of outcomes that are asked for. Default: all. */
  readonly take?: number
  /** True when whoever reads the outcomes hangs at the first. */
  readonly readerHangs?: boolean
  /** The time after which the reader is interrupted. Default: never. */
  readonly interruptAfter?: number
  /** A time to look at the quota while the run goes on. Default: the beginning. */
  readonly lookAfter?: number
  /** The number of requests that the quota's forecast is asked about. Default: 1. */
  readonly forecastOf?: number
}

/** An outcome, in its JSON encoding. */
export interface OutcomeRecord extends LinkIds {
  readonly _tag: "Deleted" | "AlreadyGone" | "Failed"
  readonly requests: number
  /** The time that it waited for the quota, in milliseconds. */
  readonly waited: number
  readonly link?: Readonly<Record<string, unknown>>
  readonly error?: Readonly<Record<string, unknown>>
}

/** The quota at some time. Times are in milliseconds since the beginning. */
export interface QuotaRecord {
  readonly wait:
    | {
        readonly reason: string
        readonly waiting: number
        readonly until: number | undefined
        readonly outage: { readonly since: number; readonly status: number | undefined } | undefined
      }
    | undefined
  /** The time when the requests that were asked about will have been sent. */
  readonly forecast: number
  /** The saved quota by then. */
  readonly saved: ReadonlyMap<string, string>
}

/** The end of a bulk deletion. Times are in milliseconds since its beginning. */
export interface BulkEnded {
  readonly outcomes: ReadonlyArray<OutcomeRecord>
  /** `RunStopped`, or the failure of the links' own stream. */
  readonly failure: unknown
  /** The defect that it ended with, as text. */
  readonly defect: string | undefined
  readonly endedAt: number
  readonly requests: ReadonlyArray<LinkRequest>
  /** The lines that were added to the journal. */
  readonly lines: ReadonlyArray<Line>
  /** True when the journal says that a link is final. */
  readonly isFinal: (link: LinkIds) => boolean
  /** True when the journal says that a link was requested and is not final. */
  readonly isPending: (link: LinkIds) => boolean
  /** The links that were sent and not reported, each time that somebody was told of them. */
  readonly unreported: ReadonlyArray<ReadonlyArray<LinkIds & { readonly _tag: string }>>
  readonly logged: ReadonlyArray<string>
  /** The quota at the time to look at it. */
  readonly seen: QuotaRecord
  /** The quota at the end. */
  readonly afterwards: QuotaRecord
}

/** Runs a bulk deletion to its end, however long that takes on the clock of the test. */
export type BulkClient = (scenario: BulkScenario) => Promise<BulkEnded>

/** A link by its id. */
export const linkOf = (linkId: string): LinkIds => ({ workspaceId: "ws_abc123", linkId })

/** Links `lnk_1`, `lnk_2` and so on. */
export const links = (count: number): ReadonlyArray<LinkIds> =>
  Array.from({ length: count }, (_, index) => linkOf(`lnk_${index + 1}`))

/** A server that answers the requests for a link in turn, and the last answer ever after: by default that it is deleted. */
export const answering = (answers: Readonly<Record<string, ReadonlyArray<Answer>>> = {}): Server => {
  const asked = new Map<string, number>()
  return ({ linkId }) => {
    const times = asked.get(linkId) ?? 0
    asked.set(linkId, times + 1)
    const own = answers[linkId] ?? []
    return own[Math.min(times, own.length - 1)] ?? deleted(linkOf(linkId))
  }
}

/** The ids of the links that were asked for, in this order. */
export const askedFor = ({ requests }: Pick<BulkEnded, "requests">): ReadonlyArray<string> =>
  requests.map(({ linkId }) => linkId)

/** The times of the requests. */
export const sentAt = ({ requests }: Pick<BulkEnded, "requests">): ReadonlyArray<number> => requests.map(({ at }) => at)

/** Outcomes in short. */
export const brief = (outcomes: ReadonlyArray<OutcomeRecord>): ReadonlyArray<string> =>
  outcomes.map(
    ({ _tag, error, link, linkId, requests }) =>
      `${linkId} ${_tag} ${link?.["confirmation"] ?? error?.["_tag"]} ${requests}`
  )

/** The outcomes of the links that could not be deleted. */
export const failed = (outcomes: ReadonlyArray<OutcomeRecord>): ReadonlyArray<OutcomeRecord> =>
  outcomes.filter(({ _tag }) => _tag === "Failed")

/** Lines of a journal in short. */
export const briefLines = (lines: ReadonlyArray<Line>): ReadonlyArray<string> =>
  lines.map((line) => {
    if (line.type === "run") return "run"
    const about = `${line.type} ${line.linkId} ${line.attempt}`
    return line.type === "sending" ? about : `${about} ${line.tag} ${line.outcome}${line.settled ? " settled" : ""}`
  })
