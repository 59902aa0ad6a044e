/**
 * The quota that a deletion is sent under. With a journal it outlives the process: what a run has used of the day, the run
 * that goes on with it does not use again.
 *
 * @since 0.1.0
 */
import * as KeyValueStore from "@effect/platform/KeyValueStore"
import * as Path from "@effect/platform/Path"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as Quota from "@effect-userplane/core/Quota"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as ExitCode from "./ExitCode.js"
import type { JournalOption } from "./JournalOption.js"
import type { Output } from "./Output.js"

/**
 * @since 0.1.0
 * @category options
 */
export interface Options {
  readonly perMinute: number
  readonly perDay: number
  readonly journal: Option.Option<JournalOption>
}

/** What the server counts a little later or earlier than it was sent. */
const tolerance = "200 millis"

/**
 * The quota. Beside a journal, what was used is kept in the folder `<journal>.quota`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = ({ journal, perDay, perMinute }: Options): Layer.Layer<Quota.Quota, ExitCode.Ended, Output> => {
  const windows = [
    { limit: perMinute, duration: "1 minute" },
    { limit: perDay, duration: "1 day" }
  ] as const
  if (Option.isNone(journal)) return Quota.layer(windows, { tolerance })
  const folder = `${journal.value.path}.quota`
  return Quota.layerPersisted({ windows, tolerance }).pipe(
    Layer.provide(KeyValueStore.layerFileSystem(folder)),
    Layer.provide([NodeFileSystem.layer, Path.layer]),
    Layer.catchAll((error) =>
      Layer.effect(Quota.Quota, ExitCode.endedSaying(`The used quota cannot be kept in ${folder}: ${error.message}`, 2))
    )
  )
}
