import type { Rules } from "../../Quota.js"
import { FaultPlans } from "./faultQueue.js"
import { Seeded } from "./random.js"
import { RequestLog } from "./requestLog.js"
import { State } from "./state.js"

/** Everything that changes while a sandbox runs. */
export interface World {
  readonly state: State
  readonly plans: FaultPlans
  readonly seeded: Seeded
  readonly log: RequestLog
}

/** Puts into a world what it begins with. */
export type Fill = (world: World) => void

export const begin = (rules: Rules, seed: number, fill: Fill): World => {
  const world = {
    state: new State(rules),
    // Dice of their own: a fault that is drawn for does not change the ids that follow.
    plans: new FaultPlans(new Seeded(seed + 1)),
    seeded: new Seeded(seed),
    log: new RequestLog()
  }
  fill(world)
  return world
}
