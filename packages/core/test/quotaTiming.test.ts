import { quotaTiming } from "@effect-userplane/testing/QuotaTiming"
import * as Quota from "../src/Quota.js"
import { quotaClient } from "./quotaTimingClient.js"

const layers = { documented: Quota.layerDocumented, unlimited: Quota.layerUnlimited }

quotaTiming(quotaClient((quota) => (typeof quota === "string" ? layers[quota] : Quota.layer(quota))))
