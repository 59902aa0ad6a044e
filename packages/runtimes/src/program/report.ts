/** What the program is told, and what it tells. */

/** The links that the program deletes one by one, by what happens to them. */
export const linkNames = [
  "deletable",
  "forbidden",
  "gone",
  "interrupted",
  "lost",
  "lostOverHttpClient",
  "lostOverOwnFetch",
  "lostWithRetries",
  "refused"
] as const

export type LinkName = (typeof linkNames)[number]

/** The id of such a link. */
export const linkIdOf = (name: LinkName): string => `lnk_${name}`

/** What the program is told. */
export interface World {
  readonly apiKey: string
  readonly baseUrl: string
  /** A base URL where nothing listens. */
  readonly refusingUrl: string
  /** Where the program learns what the server sees of the link `interrupted`. */
  readonly observerUrl: string
  readonly workspaceId: string
  /** The ids of the links that are deleted together. */
  readonly bulk: ReadonlyArray<string>
}

/** What a client says of a link. */
export interface Said {
  readonly linkId: string
  /** The confirmation of a deletion, or the tag of a failure. */
  readonly what: string
  readonly outcome: "Deleted" | "NotDeleted" | "Unknown"
}

/** What the program tells. */
export interface Report {
  /** The link `interrupted` has none, unless its call ended before it was interrupted. */
  readonly calls: Readonly<Record<Exclude<LinkName, "interrupted">, Said>> & { readonly interrupted?: Said }
  /** What the server saw of the connection after the interrupt. */
  readonly afterInterrupt: "closed" | "open"
  readonly bulk: ReadonlyArray<Said>
}
