/** A source in the words of Pact's verifier. */
import { Authentication, type Publication, Source, selectors } from "../Source.js"
import type { VerifierOptions } from "./pactVerifier.js"
import { reveal } from "./secret.js"

type Options = Partial<VerifierOptions>

const credentials = Authentication.$match({
  Token: ({ token }): Options => ({ pactBrokerToken: reveal(token) }),
  Basic: ({ password, username }): Options => ({ pactBrokerUsername: username, pactBrokerPassword: reveal(password) })
})

interface Published {
  readonly authentication?: Authentication | undefined
  readonly providerBranch?: string | undefined
  readonly publication?: Publication | undefined
}

const publishing = ({ authentication, providerBranch, publication }: Published): Options => ({
  ...(authentication !== undefined && credentials(authentication)),
  ...(providerBranch !== undefined && { providerVersionBranch: providerBranch }),
  ...(publication !== undefined && {
    publishVerificationResult: true,
    providerVersion: publication.providerVersion,
    ...(publication.buildUrl !== undefined && { buildUrl: publication.buildUrl })
  })
})

/** The options that tell the verifier where the pacts are, and where the results go. */
export const of = (source: Source, provider: string): Options =>
  Source.$match(source, {
    File: ({ path }): Options => ({ pactUrls: [path] }),
    Url: (source) => ({ pactUrls: [source.url], ...publishing(source) }),
    Broker: (source) => ({
      provider,
      pactBrokerUrl: source.baseUrl,
      consumerVersionSelectors: (source.selectors ?? selectors).map((selector) => ({ [selector]: true })),
      enablePending: source.pending ?? true,
      ...(source.consumers !== undefined && { consumerFilters: [...source.consumers] }),
      ...(source.workInProgressSince !== undefined && { includeWipPactsSince: source.workInProgressSince }),
      ...publishing(source)
    })
  })

/** The secrets of the source. */
export const secretsOf = (source: Source): ReadonlyArray<string> =>
  source._tag === "File" || source.authentication === undefined
    ? []
    : Authentication.$match(source.authentication, {
        Token: ({ token }) => [reveal(token)],
        Basic: ({ password }) => [reveal(password)]
      })
