import { savedQuotas } from "@effect-userplane/testing/SavedQuotas"
import { inQuotaWorld } from "./quotaWorld.js"

savedQuotas(inQuotaWorld)
