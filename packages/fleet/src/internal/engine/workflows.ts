/** The engine of the workflows: it decides which worker has a run, and runs its batches one after the other. */
import * as ClusterWorkflowEngine from "@effect/cluster/ClusterWorkflowEngine"
import { EntityAddress } from "@effect/cluster/EntityAddress"
import { EntityId } from "@effect/cluster/EntityId"
import { EntityType } from "@effect/cluster/EntityType"
import { MessageStorage } from "@effect/cluster/MessageStorage"
import * as Sharding from "@effect/cluster/Sharding"
import { SqlClient } from "@effect/sql/SqlClient"
import * as Activity from "@effect/workflow/Activity"
import * as Workflow from "@effect/workflow/Workflow"
import type { WorkflowEngine } from "@effect/workflow/WorkflowEngine"
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import * as Schema from "effect/Schema"
import { looksEvery, type Result } from "../run/batch.js"
import * as Shards from "./sharding.js"

/** The number of batches of a workflow: the engine reads the results of all again when a run changes its worker. */
const batchesPerWorkflow = 10

/** The time between two looks at what was left behind. */
const sweepsEvery = "5 seconds"

/** The number of looks after which a workflow that the engine has not taken up is started anew. */
const mostIdleLooks = 20

/** The engine as the worker knows it. */
export class Engine extends Context.Tag("@effect-userplane/fleet/internal/Engine")<
  Engine,
  {
    /** Tells whether a run is this worker's. */
    readonly owns: (run: string) => Effect.Effect<boolean>
    /**
     * Runs batches of a run and deletes the rows that the engine had for it. Ends when nothing is left for this owner to do, and
     * now and then before.
     */
    readonly execute: (run: string) => Effect.Effect<void>
  }
>() {}

/** Works on a batch of a run, which ends early when it is no longer this worker's. */
export type Batch = (run: string, owns: Effect.Effect<boolean>) => Effect.Effect<Result>

const CleanUp = Workflow.make({
  name: "UserplaneCleanUp",
  payload: { run: Schema.String },
  idempotencyKey: ({ run }) => run
})

const entityType = EntityType.make(`Workflow/${CleanUp.name}`)

// A worker that loses a run finishes the requests that are in flight, although the engine interrupts it.
const finished = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.uninterruptible(Effect.flatMap(Effect.forkDaemon(Effect.interruptible(effect)), Fiber.join))

const make = (sharding: Context.Tag.Service<Sharding.Sharding>, isActive: (run: string) => boolean) =>
  Effect.gen(function* () {
    const context = yield* Effect.context<WorkflowEngine>()
    const storage = yield* MessageStorage

    const sql = yield* SqlClient

    const addressOf = (entityId: EntityId) =>
      new EntityAddress({ entityType, entityId, shardId: sharding.getShardId(entityId, "default") })

    const addressOfRun = (run: string) =>
      Effect.map(CleanUp.executionId({ run }), (executionId) => addressOf(EntityId.make(executionId)))

    const owns = (run: string) => Effect.map(addressOfRun(run), ({ shardId }) => sharding.hasShardId(shardId))

    // The engine may have nobody to answer, or have read a message that it did not deliver.
    const abandoned = (run: string) =>
      Effect.gen(function* () {
        for (let idle = 0; idle < mostIdleLooks && (yield* owns(run)); idle = isActive(run) ? 0 : idle + 1) {
          yield* Effect.sleep(looksEvery)
        }
      })

    // A worker may die, or lose a run, before it has deleted the rows of a workflow that has ended.
    const sweep = Effect.gen(function* () {
      const ended = yield* sql<{ readonly entity_id: string }>`
        SELECT entity_id FROM ${sql(`${Shards.prefix}_messages`)}
        WHERE entity_type = ${entityType} AND tag = 'run' AND processed`
      yield* Effect.forEach(ended, ({ entity_id }) => storage.clearAddress(addressOf(EntityId.make(entity_id))), {
        discard: true
      })
    })
    yield* sweep.pipe(
      Effect.catchAll((error) => Effect.logDebug("The rows of the engine could not be deleted", error)),
      Effect.repeat(Schedule.spaced(sweepsEvery)),
      Effect.forkScoped
    )

    return {
      owns,
      execute: (run: string) =>
        Effect.gen(function* () {
          // A failure that the engine has kept goes with its rows.
          yield* CleanUp.execute({ run }).pipe(
            Effect.catchAllDefect((defect) => Effect.logError("The engine could not run the clean-up", defect)),
            Effect.raceFirst(abandoned(run))
          )
          // The engine keeps them. A run that goes on begins with none, so the engine runs it anew.
          if (yield* owns(run)) yield* Effect.flatMap(addressOfRun(run), storage.clearAddress)
        }).pipe(
          Effect.catchAll((error) => Effect.logWarning("The rows of the engine could not be deleted", error)),
          Effect.annotateLogs({ run }),
          Effect.withSpan("userplane.fleet.run", { attributes: { "userplane.run.id": run } }),
          Effect.provide(context)
        )
    }
  })

/** The engine, which works on the runs that the sharding gives to this process. */
const layer = (batch: Batch): Layer.Layer<Engine, never, MessageStorage | Sharding.Sharding | SqlClient> =>
  Layer.unwrapEffect(
    Effect.map(Sharding.Sharding, (sharding) => {
      /** The number of workflows of each run that are going on here. */
      const active = new Map<string, number>()
      const count = (run: string, difference: number) =>
        Effect.sync(() => active.set(run, (active.get(run) ?? 0) + difference))
      const isActive = (run: string) => (active.get(run) ?? 0) > 0

      const Batches = CleanUp.toLayer(({ run }, executionId) => {
        const shardId = sharding.getShardId(EntityId.make(executionId), "default")
        const owns = Effect.sync(() => sharding.hasShardId(shardId))
        const batches = Effect.gen(function* () {
          for (let number = 1; number <= batchesPerWorkflow; number++) {
            const result = yield* Activity.make({
              name: `batch/${number}`,
              success: Schema.Literal("More", "Superseded"),
              execute: finished(batch(run, owns))
            })
            if (result === "Superseded") return
          }
        })
        return Effect.acquireUseRelease(
          count(run, 1),
          () => batches,
          () => count(run, -1)
        )
      })
      return Layer.scoped(Engine, make(sharding, isActive)).pipe(Layer.provide(Batches))
    })
  ).pipe(Layer.provideMerge(ClusterWorkflowEngine.layer))

/** The engine in this process alone, over a SQLite file. */
export const layerSqlite = (batch: Batch): Layer.Layer<Engine, never, SqlClient> =>
  Layer.provide(layer(batch), Shards.layerSqlite)

/** The engine in one of several processes, over Postgres. Others take over after the lease. */
export const layerPostgres = (batch: Batch, lease: Duration.Duration): Layer.Layer<Engine, never, SqlClient> =>
  Layer.provide(layer(batch), Shards.layerPostgres(lease))
