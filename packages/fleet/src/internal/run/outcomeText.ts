import { DeleteOutcome } from "@effect-userplane/core/DeleteOutcome"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const OutcomeText = Schema.parseJson(DeleteOutcome)

/** An outcome as the row of its link has it. */
export const encode = Schema.encodeSync(OutcomeText)

const decodeText = Schema.decode(OutcomeText)

/** An outcome from the row of its link. The fleet has written it: one that cannot be read is a defect. */
export const decode = (text: string): Effect.Effect<DeleteOutcome> => Effect.orDie(decodeText(text))
