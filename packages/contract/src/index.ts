/**
 * The contract for consumers. What a provider needs is the entry `@effect-userplane/contract/provider`.
 *
 * @since 0.1.0
 */
export { type Call, type Implementation, type Options, PactNotWritten, provider, writePact } from "./Consumer.js"
export { type Interaction, interactions, Reply } from "./Interaction.js"
