/**
 * The contract for consumers. What a provider needs is the entry `@effect-userplane/contract/provider`.
 *
 * @since 0.1.0
 */
export { type Call, type Implementation, type Options, PactNotWritten, provider, writePact } from "./Consumer.js"
export { ExpectedResponse, type Interaction, interactions } from "./Interaction.js"
