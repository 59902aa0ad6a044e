/**
 * The real API for a worker, whose key may change while it works.
 *
 * @since 0.1.0
 */
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import type { MigrationError } from "@effect/sql/Migrator"
import type { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as ApiKey from "@effect-userplane/core/ApiKey"
import * as FetchTransport from "@effect-userplane/core/FetchTransport"
import * as Userplane from "@effect-userplane/core/Userplane"
import * as FleetKey from "@effect-userplane/fleet/FleetKey"
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { type Output, reportLine } from "../terminal/Output.js"

const noKey =
  "USERPLANE_API_KEY is not set: without another place of the key, which fleet key names, runs are paused when their turn comes."

// A bad value is said at once, and not by the first run.
const checked = Effect.flatMap(Config.all([Config.option(ApiKey.config), Userplane.baseUrlConfig]), ([key, baseUrl]) =>
  Effect.as(Option.isNone(key) ? reportLine(noKey) : Effect.void, baseUrl)
)

/**
 * The client of a user, whose key is where `fleet key` said last, and otherwise in `USERPLANE_API_KEY`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (
  user: string
): Layer.Layer<Userplane.Userplane, ConfigError.ConfigError | MigrationError | SqlError, Output | SqlClient> =>
  Layer.unwrapEffect(
    Effect.map(checked, (baseUrl) =>
      Userplane.layerTransport({ baseUrl }).pipe(
        Layer.provide([FetchTransport.layer, FleetKey.layer({ user })]),
        Layer.provide(FleetKey.layerEnvironment),
        Layer.provide(NodeFileSystem.layer)
      )
    )
  )
