import * as Cause from "effect/Cause"
import type { Fault, Target } from "../../Fault.js"
import type { Seeded } from "./random.js"

/** A fault that waits for its requests. */
export interface FaultPlan {
  readonly fault: Fault
  readonly linkId: string | undefined
  readonly probability: number
  /** How many requests it will still meet. */
  left: number
}

const requireOption = (holds: boolean, name: string, expected: string, actual: number): void => {
  if (!holds) throw new Cause.IllegalArgumentException(`Fault: ${name} must be ${expected}, not ${actual}`)
}

/** The faults that wait, in the order in which they were added. */
export class FaultPlans {
  private plans: Array<FaultPlan> = []
  private readonly dice: Seeded

  constructor(dice: Seeded) {
    this.dice = dice
  }

  add(fault: Fault, { linkId, probability = 1, times }: Target): void {
    const left = times ?? (probability < 1 ? Number.POSITIVE_INFINITY : 1)
    requireOption(left >= 1 && (Number.isInteger(left) || left === Number.POSITIVE_INFINITY), "times", "from 1", left)
    requireOption(probability >= 0 && probability <= 1, "probability", "from 0 to 1", probability)
    this.plans.push({ fault, linkId, probability, left })
  }

  clear(): void {
    this.plans = []
  }

  /** The first plan that a request matches. It still waits: a fault that does not come to bear is met by the next one. */
  match(linkId: string | undefined): FaultPlan | undefined {
    return this.plans.find(
      (plan) =>
        (plan.linkId === undefined || plan.linkId === linkId) &&
        (plan.probability === 1 || this.dice.next() < plan.probability)
    )
  }

  /** A request has met the fault. */
  spend(plan: FaultPlan): void {
    plan.left -= 1
    if (plan.left === 0) this.plans = this.plans.filter((other) => other !== plan)
  }
}
