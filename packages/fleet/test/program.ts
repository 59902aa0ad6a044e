/** A program of a user, as a process of its own: it deletes links with the quota and the journal of a database. */
import { deleteLinks } from "@effect-userplane/core/Links"
import * as RetryPolicy from "@effect-userplane/core/RetryPolicy"
import * as Userplane from "@effect-userplane/core/Userplane"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as SqlJournal from "../src/SqlJournal.js"
import * as SqlQuota from "../src/SqlQuota.js"
import { clientOf } from "./client.js"

const Task = Schema.Struct({
  host: Schema.String,
  database: Schema.String,
  run: Schema.String,
  workspaceId: Schema.String,
  linkIds: Schema.Array(Schema.String),
  concurrency: Schema.Number,
  limit: Schema.Number,
  millis: Schema.Number
})

export type Task = typeof Task.Type

const program = Effect.gen(function* () {
  const task = yield* Schema.decode(Schema.parseJson(Task))(process.argv[2] ?? "")
  const { concurrency, database, host, limit, linkIds, millis, run, workspaceId } = task
  const Database = clientOf({ host, database }, 4)
  const links = linkIds.map((linkId) => ({ workspaceId, linkId }))
  yield* deleteLinks(links, { concurrency }).pipe(
    Stream.runForEach(({ linkId, _tag }) => Effect.sync(() => process.stdout.write(`${linkId} ${_tag}\n`))),
    Effect.provide([
      Userplane.layerFetch,
      RetryPolicy.layer(
        RetryPolicy.exponential({
          attemptTimeout: "1 second",
          totalTimeout: "1 minute",
          maxAttempts: 20,
          baseDelay: "50 millis"
        })
      ),
      Layer.provide(
        Layer.merge(
          SqlQuota.layer({
            user: "ada",
            windows: [{ limit, duration: millis }],
            tolerance: 0,
            sendWithin: "300 millis"
          }),
          SqlJournal.layer({ run, lease: "1 second" })
        ),
        Database
      )
    ])
  )
})

Effect.runPromise(program).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`)
  process.exitCode = 1
})
