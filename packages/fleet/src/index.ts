/**
 * @since 0.1.0
 */
export * as Migrations from "./Migrations.js"
export * as SqlJournal from "./SqlJournal.js"
export * as SqlQuota from "./SqlQuota.js"
