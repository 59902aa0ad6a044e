/**
 * The contract for consumers. What a provider needs is the entry `@effect-userplane/contract/provider`.
 *
 * @since 0.1.0
 */
export type { Call, Check, Implementation, Outcome } from "./Client.js"
export { type Options, writePact } from "./Consumer.js"
export { InteractionFailed, PactNotWritten } from "./ConsumerError.js"
export { type ConsumerOptions, type ConsumerPact, consumerPact } from "./ConsumerPact.js"
export { defaultInteractions, ExpectedResponse, type Interaction, interactions } from "./Interaction.js"
export { provider } from "./ProviderState.js"
