/**
 * The documented failures, listed once, as the protocol has them.
 *
 * @since 0.1.0
 */
export * from "@effect-userplane/protocol/Catalogue"
