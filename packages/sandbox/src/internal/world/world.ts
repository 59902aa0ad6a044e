import type { Rules } from "../../Quota.js"
import { FaultQueue } from "./faultQueue.js"
import { SeededRandom } from "./random.js"
import { RequestLog } from "./requestLog.js"
import { State } from "./state.js"

/** Everything that changes while a sandbox runs. */
export interface World {
  readonly state: State
  readonly faults: FaultQueue
  readonly random: SeededRandom
  readonly log: RequestLog
}

/** Adds the initial content of a world. */
export type Fill = (world: World) => void

export const make = (rules: Rules, seed: number, fill: Fill): World => {
  const world = {
    state: new State(rules),
    // A seed of their own, so that drawing for a fault does not change the ids that follow.
    faults: new FaultQueue(new SeededRandom(seed + 1)),
    random: new SeededRandom(seed),
    log: new RequestLog()
  }
  fill(world)
  return world
}
