import type { LinkRef } from "@effect-userplane/core4/Links"
import * as Context from "effect/Context"
import * as DateTime from "effect/DateTime"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** A recording of the application, and the link it was shared with. */
export interface Recording {
  readonly link: LinkRef
  readonly sharedAt: DateTime.Utc
}

/** The application's own record of what it has shared. */
export class Recordings extends Context.Service<
  Recordings,
  {
    /** The recordings that were shared longer ago than an age. */
    readonly olderThan: (age: Duration.Input) => Effect.Effect<ReadonlyArray<Recording>>
  }
>()("app/Recordings") {}

/** Recordings held in memory. */
export const layerMemory = (recordings: ReadonlyArray<Recording>): Layer.Layer<Recordings> =>
  Layer.succeed(Recordings, {
    olderThan: (age) =>
      Effect.map(DateTime.now, (now) => {
        const limit = DateTime.subtractDuration(now, age)
        return recordings.filter(({ sharedAt }) => DateTime.isLessThan(sharedAt, limit))
      })
  })
