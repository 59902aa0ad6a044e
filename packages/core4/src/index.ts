/**
 * @since 0.1.0
 */
export * as ApiKey from "./ApiKey.js"
export * as ClientMetrics from "./ClientMetrics.js"
export * as DeleteLinkError from "./DeleteLinkError.js"
export * as DeleteSummary from "./DeleteSummary.js"
export * as ErrorCatalogue from "./ErrorCatalogue.js"
export * as FetchTransport from "./FetchTransport.js"
export * as Journal from "./Journal.js"
export * as Links from "./Links.js"
export { deleteLink, deleteLinks, listLinks } from "./Links.js"
export * as ListLinksError from "./ListLinksError.js"
export * as Quota from "./Quota.js"
export * as RetryPolicy from "./RetryPolicy.js"
export * as Transport from "./Transport.js"
export * as Userplane from "./Userplane.js"
