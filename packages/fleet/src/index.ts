/**
 * @since 0.1.0
 */
export * as Fleet from "./Fleet.js"
export * as FleetClient from "./FleetClient.js"
export * as FleetKey from "./FleetKey.js"
export * as Migrations from "./Migrations.js"
export * as SqlJournal from "./SqlJournal.js"
export * as SqlQuota from "./SqlQuota.js"
