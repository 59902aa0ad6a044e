/**
 * The source of the pacts that a provider is verified against.
 *
 * @since 0.1.0
 */
import * as Data from "effect/Data"
import type { Secret } from "./internal/secret.js"

/**
 * The selectors of the consumers' pacts to fetch from a broker.
 *
 * - `mainBranch`: the latest of each consumer's main branch.
 * - `matchingBranch`: the latest of the consumers' branches that have the name of the provider's branch.
 * - `deployedOrReleased`: those of all versions that are deployed or released somewhere.
 *
 * @since 0.1.0
 * @category models
 */
export type Selector = "mainBranch" | "matchingBranch" | "deployedOrReleased"

/**
 * Every selector: what Pact recommends.
 *
 * @since 0.1.0
 * @category models
 */
export const selectors: ReadonlyArray<Selector> = ["mainBranch", "matchingBranch", "deployedOrReleased"]

/**
 * The credentials for a broker. A secret is a `Redacted` or a plain string, which a program that prints the source shows.
 *
 * @since 0.1.0
 * @category models
 */
export type Authentication = Data.TaggedEnum<{
  Token: { readonly token: Secret }
  Basic: { readonly username: string; readonly password: Secret }
}>

/**
 * The constructors of credentials, and `$is` and `$match` over them.
 *
 * @since 0.1.0
 * @category models
 */
export const Authentication = Data.taggedEnum<Authentication>()

/**
 * Under which version of the provider the results are published.
 *
 * @since 0.1.0
 * @category models
 */
export interface Publication {
  /** The version of the provider: best the commit. */
  readonly providerVersion: string
  /** The page of the build that verified it. */
  readonly buildUrl?: string | undefined
}

/**
 * The source of the pacts.
 *
 * - `File`: a pact in a file.
 * - `Url`: one pact of a broker, by the URL that its webhook hands over. It is not pending: its consumer waits for the result.
 * - `Broker`: those that the selectors pick, and pending ones.
 *
 * @since 0.1.0
 * @category models
 */
export type Source = Data.TaggedEnum<{
  File: { readonly path: string }
  Url: {
    readonly url: string
    readonly authentication?: Authentication | undefined
    /** The provider's branch, which the results are published for. Default: none. */
    readonly providerBranch?: string | undefined
    /** Default: the results are not published. */
    readonly publication?: Publication | undefined
  }
  Broker: {
    readonly baseUrl: string
    readonly authentication?: Authentication | undefined
    /** The consumers whose pacts are verified, by name; each has to have one. Default: all of them. */
    readonly consumers?: ReadonlyArray<string> | undefined
    /** Default: all of them. */
    readonly selectors?: ReadonlyArray<Selector> | undefined
    /** The provider's branch: what `matchingBranch` goes by, and whom pacts are pending for. */
    readonly providerBranch: string
    /**
     * True when a pact that this branch has never fulfilled may fail without failing the verification. Default: `true`.
     */
    readonly pending?: boolean | undefined
    /**
     * Since when work in progress, beyond what was selected, is verified as pending: `YYYY-MM-DD`. Default: not at all.
     */
    readonly workInProgressSince?: string | undefined
    /** Default: the results are not published. */
    readonly publication?: Publication | undefined
  }
}>

/**
 * @example
 * ```ts
 * import { Source } from "@effect-userplane/contract/provider"
 *
 * const file = Source.File({ path: "pacts/effect-userplane-userplane-public-api.json" })
 *
 * // What a webhook handed over.
 * const one = Source.Url({ url: process.env["PACT_URL"] ?? "", publication: { providerVersion: "4f2c9e1" } })
 *
 * const broker = Source.Broker({
 *   baseUrl: "https://broker.example.com",
 *   providerBranch: "main",
 *   publication: { providerVersion: "4f2c9e1" }
 * })
 * ```
 *
 * @since 0.1.0
 * @category models
 */
export const Source = Data.taggedEnum<Source>()
