/**
 * @since 0.1.0
 */
export * as ApiKey from "./ApiKey.js"
export * as ClientMetrics from "./ClientMetrics.js"
export * as Journal from "./Journal.js"
export * as Quota from "./Quota.js"
