/**
 * The listing of links as the tests of behaviour see it: a server in memory and a clock that stands still go in, plain data
 * comes out.
 */
import { json } from "./Answers.js"
import { type Answer, ordinaryLink, type Setting, type Traces } from "./Client.js"

/** A request for a page of links. */
export interface PageRequest {
  readonly page: number
  readonly perPage: number
  /** Its place among all requests, from 0. */
  readonly index: number
}

/** The links to list. What is absent has its default, and the workspace is the ordinary one. */
export interface ListOptions {
  readonly workspaceId?: string
  readonly page?: number
  readonly perPage?: number
}

type Item = Readonly<Record<string, unknown>>

/** The listing of links. */
export interface ListingScenario extends Setting {
  readonly server: (request: PageRequest) => Answer
  readonly options?: ListOptions
  /** What to do: list links, pages, or one page, or delete the links as they are listed. Default: list links. */
  readonly as?: "links" | "pages" | "page" | "deletions"
  /** The number of items after which to stop. Default: all. */
  readonly take?: number
  /** Called with each item. */
  readonly onItem?: (item: Item) => void
  /** How many times it is run. Default: once. */
  readonly runs?: number
  /** Listings that begin later, in milliseconds, and share the quota. */
  readonly others?: ReadonlyArray<ListOptions & { readonly after: number }>
  /** Default: none provided. */
  readonly quota?: "unlimited" | ReadonlyArray<{ readonly limit: number; readonly duration: number }>
  /** When to read what requests wait for, in milliseconds since the beginning. */
  readonly waitsAt?: ReadonlyArray<number>
}

/** The end of a listing. */
export interface Listed extends Traces {
  /** The items of the last run: links as they are, and all else in its JSON encoding. */
  readonly items: ReadonlyArray<Item>
  /** The failure, in its JSON encoding. */
  readonly failure?: Item
  /** Whether each page equals itself after its way through JSON. */
  readonly survivesJson: boolean
  /** What requests waited for at each of the times. */
  readonly waits: ReadonlyArray<{ readonly reason: string; readonly outage?: string } | undefined>
}

/** Runs a listing to its end, however long that takes on the clock of the test. */
export type ListingClient = (scenario: ListingScenario) => Promise<Listed>

/** The page that a URL asks for. */
export const pageAsked = (url: string): { readonly page: number; readonly perPage: number } => {
  const { searchParams } = new URL(url)
  return { page: Number(searchParams.get("page")), perPage: Number(searchParams.get("per_page")) }
}

/** The pages that were asked for, in this order. */
export const pagesAsked = ({ requests }: Listed): ReadonlyArray<number> =>
  requests.map(({ url }) => pageAsked(url).page)

interface PageFields {
  readonly links?: ReadonlyArray<object>
  readonly total?: number
  readonly hasMore?: boolean
}

/** A page of links. */
export const pageOf = (
  { hasMore = false, links = [{ linkId: "lnk_1" }], total = links.length }: PageFields = {},
  headers: Readonly<Record<string, string>> = {}
): Answer =>
  json(
    200,
    { message: "Links", data: { workspaceId: ordinaryLink.workspaceId, links, pagination: { total, hasMore } } },
    headers
  )

/** Links `lnk_1`, `lnk_2` and so on, as the API lists them. */
export const listed = (count: number): ReadonlyArray<{ readonly linkId: string }> =>
  Array.from({ length: count }, (_, index) => ({ linkId: `lnk_${index + 1}` }))

/** A server that lists its links as they are at each request. */
export const listing =
  (links: () => ReadonlyArray<object>) =>
  ({ page, perPage }: PageRequest): Answer => {
    const end = page * perPage
    const all = links()
    return pageOf({ links: all.slice(end - perPage, end), total: all.length, hasMore: end < all.length })
  }

/** A server that gives its answers in turn. */
export const inTurn =
  (...answers: ReadonlyArray<Answer>) =>
  ({ index }: PageRequest): Answer => {
    const answer = answers[index]
    if (answer === undefined) throw new Error(`There is no answer for request ${index + 1}`)
    return answer
  }
