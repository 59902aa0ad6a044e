/** The engine of the workflows, which nothing else knows: it runs the batches of a run one after the other. */
import * as ClusterWorkflowEngine from "@effect/cluster/ClusterWorkflowEngine"
import { EntityAddress } from "@effect/cluster/EntityAddress"
import { EntityId } from "@effect/cluster/EntityId"
import { EntityType } from "@effect/cluster/EntityType"
import { MessageStorage } from "@effect/cluster/MessageStorage"
import * as RunnerHealth from "@effect/cluster/RunnerHealth"
import * as RunnerStorage from "@effect/cluster/RunnerStorage"
import * as Runners from "@effect/cluster/Runners"
import * as Sharding from "@effect/cluster/Sharding"
import * as ShardingConfig from "@effect/cluster/ShardingConfig"
import * as SqlMessageStorage from "@effect/cluster/SqlMessageStorage"
import type { SqlClient } from "@effect/sql/SqlClient"
import * as Activity from "@effect/workflow/Activity"
import * as Workflow from "@effect/workflow/Workflow"
import type { WorkflowEngine } from "@effect/workflow/WorkflowEngine"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { Result } from "./batch.js"

export class Engine extends Context.Tag("@effect-userplane/fleet/internal/Engine")<
  Engine,
  {
    /** Runs batches of a run until the owner has nothing left to do, and deletes the rows that the engine had for it. */
    readonly execute: (run: string) => Effect.Effect<void>
  }
>() {}

const CleanUp = Workflow.make({
  name: "UserplaneCleanUp",
  payload: { run: Schema.String },
  idempotencyKey: ({ run }) => run
})

const entityType = EntityType.make(`Workflow/${CleanUp.name}`)

// One process has the file, so it need not lock anything to own all.
const SingleProcess = ClusterWorkflowEngine.layer.pipe(
  Layer.provideMerge(Sharding.layer),
  Layer.provide(Runners.layerNoop),
  Layer.provideMerge(SqlMessageStorage.layerWith({ prefix: "userplane_engine" })),
  Layer.provide([RunnerStorage.layerMemory, RunnerHealth.layerNoop]),
  Layer.provide(ShardingConfig.layer())
)

const make = Effect.gen(function* () {
  const context = yield* Effect.context<WorkflowEngine>()
  const sharding = yield* Sharding.Sharding
  const storage = yield* MessageStorage

  // Nothing else deletes them. A run that is resumed begins with none, so the engine runs it anew.
  const clear = (executionId: string) => {
    const entityId = EntityId.make(executionId)
    const shardId = sharding.getShardId(entityId, "default")
    return storage.clearAddress(new EntityAddress({ entityType, entityId, shardId }))
  }

  return {
    execute: (run: string) =>
      Effect.gen(function* () {
        const executionId = yield* CleanUp.executionId({ run })
        // A failure that the engine has kept goes with its rows.
        yield* CleanUp.execute({ run }).pipe(
          Effect.catchAllDefect((defect) => Effect.logError("The engine could not run the clean-up", defect))
        )
        yield* clear(executionId)
      }).pipe(
        Effect.catchAll((error) => Effect.logWarning("The rows of the engine could not be deleted", error)),
        Effect.annotateLogs({ run }),
        Effect.withSpan("userplane.fleet.run", { attributes: { "userplane.run.id": run } }),
        Effect.provide(context)
      )
  }
})

/** The engine in this process alone, over a SQLite file. */
export const layerSqlite = (batch: (run: string) => Effect.Effect<Result>): Layer.Layer<Engine, never, SqlClient> => {
  const Batches = CleanUp.toLayer(({ run }) =>
    Effect.gen(function* () {
      for (let number = 1; ; number++) {
        const result = yield* Activity.make({
          name: `batch/${number}`,
          success: Schema.Literal("More", "Superseded"),
          execute: batch(run)
        })
        if (result === "Superseded") return
      }
    })
  )
  return Layer.effect(Engine, make).pipe(Layer.provide(Batches), Layer.provide(SingleProcess))
}
