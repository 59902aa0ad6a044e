/** The division of the runs among the workers of a database, by the engine's shards. */
import type { MessageStorage } from "@effect/cluster/MessageStorage"
import { RunnerAddress } from "@effect/cluster/RunnerAddress"
import * as RunnerHealth from "@effect/cluster/RunnerHealth"
import * as RunnerStorage from "@effect/cluster/RunnerStorage"
import * as Runners from "@effect/cluster/Runners"
import * as Sharding from "@effect/cluster/Sharding"
import * as ShardingConfig from "@effect/cluster/ShardingConfig"
import * as SqlMessageStorage from "@effect/cluster/SqlMessageStorage"
import * as SqlRunnerStorage from "@effect/cluster/SqlRunnerStorage"
import { SqlClient } from "@effect/sql/SqlClient"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import { limitedTransactions } from "../database/limitedTransactions.js"

type Services = MessageStorage | Sharding.Sharding

/** The beginning of the names of the engine's tables. */
export const prefix = "userplane_engine"

/** The number of shards, which all workers of a database have to agree on. */
const shards = 64

// The workers know each other by their rows alone.
const Shared = Sharding.layer.pipe(Layer.provide(Runners.layerNoop), Layer.provide(RunnerHealth.layerNoop))

/** One process has the SQLite file, so it need not lock anything to own all. */
export const layerSqlite: Layer.Layer<Services, never, SqlClient> = Shared.pipe(
  Layer.provide(RunnerStorage.layerMemory),
  Layer.provideMerge(SqlMessageStorage.layerWith({ prefix })),
  Layer.provide(ShardingConfig.layer({ shardsPerGroup: shards }))
)

/**
 * Any number of processes with one Postgres.
 *
 * @param lease - The time after which the runs of a process that has died, or is stopped, go to others.
 */
export const layerPostgres = (lease: Duration.Duration): Layer.Layer<Services, never, SqlClient> => {
  const renewal = Duration.unsafeDivide(lease, 3)
  const config = ShardingConfig.layer({
    runnerAddress: Option.some(RunnerAddress.make({ host: crypto.randomUUID(), port: 0 })),
    shardsPerGroup: shards,
    // Those of Postgres are held for as long as the connection, so also by a process that is stopped.
    shardLockDisableAdvisory: true,
    shardLockExpiration: lease,
    shardLockRefreshInterval: renewal,
    refreshAssignmentsInterval: Duration.min(renewal, "1 second"),
    entityMessagePollInterval: Duration.min(renewal, "2 seconds")
  })
  // Two that start on an empty database at the same time may both create a table: one of them fails.
  const storage = Layer.merge(SqlMessageStorage.layerWith({ prefix }), SqlRunnerStorage.layerWith({ prefix })).pipe(
    Layer.catchAllCause(Layer.fail),
    Layer.retry(Schedule.spaced("200 millis").pipe(Schedule.intersect(Schedule.recurs(3)))),
    Layer.orDie
  )
  return Shared.pipe(
    Layer.provideMerge(storage),
    Layer.provide(config),
    Layer.provide(Layer.effect(SqlClient, Effect.map(SqlClient, limitedTransactions)))
  )
}
