/** A worker over Postgres: `worker.ts <folder of the server's socket> <database>`. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Userplane from "@effect-userplane/core/Userplane"
import * as Layer from "effect/Layer"
import * as FleetWorker from "../src/FleetWorker.js"
import { clientOf } from "../test/client.js"
import { user, windows } from "./demonstration.js"

const [, , host = "", database = ""] = process.argv

const Worker = FleetWorker.layerPostgres({ user, windows }).pipe(
  Layer.provide([Userplane.layerFetch, clientOf({ host, database })])
)

NodeRuntime.runMain(Layer.launch(Worker))
