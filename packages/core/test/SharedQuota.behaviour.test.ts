import { documentedTolerance } from "@effect-userplane/protocol/QuotaWindow"
import { quotaTiming } from "@effect-userplane/testing/QuotaTiming"
import { quotaWaits } from "@effect-userplane/testing/QuotaWaits"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Quota from "../src/Quota.js"
import * as SharedQuota from "../src/SharedQuota.js"
import { permitLog } from "./permitLogInMemory.js"
import { quotaClient } from "./quotaTimingClient.js"
import { inQuotaWorld } from "./quotaWorld.js"

// A quota that one process has for itself is to be told from the one of a process by nothing.
const layerOf = (quota: "documented" | "unlimited" | ReadonlyArray<Quota.Window>) => {
  const limits = quota === "unlimited" ? [] : quota
  const windows = limits === "documented" ? Quota.documented : limits
  const tolerance = limits === "documented" ? documentedTolerance : 0
  return Layer.scoped(
    Quota.Quota,
    Effect.suspend(() => SharedQuota.make(permitLog(windows, tolerance).log, { windows, tolerance }))
  )
}

quotaTiming(quotaClient(layerOf))
quotaWaits((test) => inQuotaWorld(test, layerOf))
