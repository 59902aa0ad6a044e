/** A program with a SQLite file, which submits a clean-up and works on it: `cleanUp.ts <file> <links as JSON>`. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as LibsqlClient from "@effect/sql-libsql/LibsqlClient"
import { LinkRef } from "@effect-userplane/core/LinkRef"
import * as Userplane from "@effect-userplane/core/Userplane"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Fleet from "../src/Fleet.js"
import * as FleetWorker from "../src/FleetWorker.js"
import { concurrency, id, user, windows } from "./demonstration.js"

const [, , file = "", json = "[]"] = process.argv

const FleetLive = Layer.merge(Fleet.layer, FleetWorker.layerSqlite({ user, windows })).pipe(
  Layer.provide([Userplane.layerFetch, LibsqlClient.layer({ url: `file:${file}`, intMode: "bigint" })])
)

const program = Effect.gen(function* () {
  const { submit, watch } = yield* Fleet.Fleet
  const links = yield* Schema.decode(Schema.parseJson(Schema.Array(LinkRef)))(json)
  yield* submit({ id, user, links, concurrency })
  yield* Stream.runForEach(watch(id), ({ final, state }) =>
    Effect.sync(() => process.stdout.write(`${final} ${state}\n`))
  )
})

NodeRuntime.runMain(Effect.provide(program, FleetLive))
