/**
 * Why the links of a workspace could not be listed.
 *
 * @since 0.1.0
 */
import * as ErrorCatalogue from "@effect-userplane/core/ErrorCatalogue"
import * as Data from "effect/Data"
import type * as Duration from "effect/Duration"
import type { ExitCode } from "../command/ExitCode.js"

/**
 * The tag of a documented failure, or why there is none.
 *
 * - `UndocumentedError`: an error envelope whose pair of status and code is not in the catalogue.
 * - `UnexpectedResponse`: a reply that was not understood.
 * - `TransportError`: no reply, or not the whole of it.
 * - `InvalidWorkspaceId`: the id cannot be named in a URL, so nothing was sent.
 *
 * @since 0.1.0
 * @category models
 */
export type Reason =
  | ErrorCatalogue.Tag
  | "UndocumentedError"
  | "UnexpectedResponse"
  | "TransportError"
  | "InvalidWorkspaceId"

/**
 * A page of the listing could not be had. It holds neither the request nor the key.
 *
 * @since 0.1.0
 * @category errors
 */
export class ListLinksError extends Data.TaggedError("ListLinksError")<{
  readonly workspaceId: string
  /** From 1. */
  readonly page: number
  readonly reason: Reason
  readonly message: string
  /** The HTTP status, where there was a reply. */
  readonly status: number | undefined
  /** How long the server asked to wait, when it did. */
  readonly retryAfter: Duration.Duration | undefined
}> {}

type Fallback = Exclude<Reason, ErrorCatalogue.Tag>

const fallbacks: { readonly [R in Fallback]: string } = {
  UndocumentedError: "The API answered with an error that is not documented. Read its message.",
  UnexpectedResponse: "Check the base URL, and whether a proxy or gateway answered in place of the API.",
  TransportError: "Check the network and the base URL.",
  InvalidWorkspaceId: "Correct the workspace id. Nothing was sent."
}

const isFallback = (reason: Reason): reason is Fallback => reason in fallbacks

const retryableStatuses: ReadonlySet<number | undefined> = new Set([408, 429, 500, 502, 503, 504])

/**
 * Whether asking again can help. A listing changes nothing, so that asking twice does no harm.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isRetryable = ({ reason, status }: ListLinksError): boolean =>
  isFallback(reason)
    ? reason === "TransportError" || retryableStatuses.has(status)
    : ErrorCatalogue.byTag[reason].retryable

const exitCodes: { readonly [C in ErrorCatalogue.Category]: ExitCode } = {
  key: 3,
  workspace: 3,
  link: 1,
  request: 1,
  quota: 1,
  server: 1
}

/**
 * The exit code of a command that listed nothing for this reason.
 *
 * @since 0.1.0
 * @category exit codes
 */
export const exitCode = ({ reason }: ListLinksError): ExitCode => {
  if (reason === "InvalidWorkspaceId") return 2
  return isFallback(reason) ? 1 : exitCodes[ErrorCatalogue.byTag[reason].category]
}

/**
 * What the person who meets the failure can do, in a sentence.
 *
 * @since 0.1.0
 * @category rendering
 */
export const advice = ({ reason }: ListLinksError): string =>
  isFallback(reason) ? fallbacks[reason] : ErrorCatalogue.byTag[reason].advice
