/** Lines of journals, as runs write them. */
import type { Line } from "@effect-userplane/core/Journal"

const v = 1 as const

/** The start of every journal here. */
export const start = Date.UTC(2026, 0, 12, 9)

const time = (millis: number) => start + millis

/** A line as it stands in a file, without its line break. */
export const textOf = (line: Line): string => JSON.stringify({ ...line, at: new Date(line.at).toISOString() })

const windows = [
  { limit: 120, millis: 60_000 },
  { limit: 10_000, millis: 86_400_000 }
]

export const run = (at: number, quota = windows): Line => ({
  v,
  type: "run",
  at: time(at),
  server: "https://api.userplane.io/api/v1",
  operation: "links.delete",
  windows: quota,
  concurrency: 8
})

const ref = (link: number) => ({ workspaceId: "ws_1", linkId: `lnk_${link}` })

export const sending = (at: number, link: number, attempt = 1): Line => ({
  v,
  type: "sending",
  at: time(at),
  ...ref(link),
  attempt
})

type Outcome = Extract<Line, { readonly type: "outcome" }>

export const outcome = (at: number, link: number, fields: Partial<Outcome> = {}): Line => ({
  v,
  type: "outcome",
  at: time(at),
  ...ref(link),
  attempt: 1,
  tag: "Deleted",
  outcome: "Deleted",
  settled: true,
  millis: 40,
  status: 200,
  ...fields
})

const failed = { outcome: "NotDeleted", settled: true } as const

const endings: ReadonlyArray<Partial<Outcome>> = [
  { ...failed, tag: "LinkGone", status: 410 },
  { ...failed, tag: "LinkNotFound", status: 404 },
  { confirmation: "GoneAfterLostReply", status: 410 }
]

/**
 * A run of so many links: two every second, of which every tenth is not simply deleted, each answered in 20 to 420
 * milliseconds, and the last one in flight.
 */
export const longRun = (links: number): ReadonlyArray<Line> => [
  run(0),
  ...Array.from({ length: links }, (_, link) => {
    const at = link * 500
    const millis = 20 + ((link * 37) % 100) * 4
    const fields = link % 10 === 9 ? endings[Math.floor(link / 10) % endings.length] : {}
    return link === links - 1
      ? [sending(at, link)]
      : [sending(at, link), outcome(at + millis, link, { ...fields, millis })]
  }).flat()
]

/** A run that has sent nothing yet. */
export const onlyStarted: ReadonlyArray<Line> = [run(0)]

/** A run of one link, which was deleted. */
export const oneLink: ReadonlyArray<Line> = [run(0), sending(5, 1), outcome(45, 1)]

/** A run under way: two links are deleted, and three requested. */
export const inFlight: ReadonlyArray<Line> = [
  run(0),
  ...[0, 1, 2, 3, 4].map((link) => sending(link, link)),
  outcome(40, 0),
  outcome(60, 1, { millis: 59 })
]

const ended = (tags: ReadonlyArray<string>): ReadonlyArray<Line> => [
  run(0),
  ...tags.flatMap((tag, link) => [
    sending(link * 100, link),
    outcome(link * 100 + 40, link, { ...failed, tag, status: 403 })
  ])
]

/** A run whose links are all those of somebody else. */
export const allFailed: ReadonlyArray<Line> = ended(Array.from({ length: 12 }, () => "LinkDeleteForbidden"))

/** A run in which every link failed in a way of its own, some of which this version does not know. */
export const manyErrors: ReadonlyArray<Line> = ended([
  "LinkDeleteForbidden",
  "LinkDeleteForbidden",
  "LinkNotFound",
  "LinkWorkspaceMismatch",
  "WorkspaceNotFound",
  "WorkspaceGone",
  "NotAMember",
  "BadRequest",
  "UndocumentedError",
  "InvalidLinkRef",
  "AFailureWithANameThatIsLongerThanAnyPhoneIsWide",
  "<b>Not HTML</b>"
])
