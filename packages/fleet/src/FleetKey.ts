/**
 * The key of a fleet's user. The database holds a reference to it, and whoever sends requests looks the key up.
 *
 * @since 0.1.0
 */
import { FileSystem } from "@effect/platform/FileSystem"
import type { MigrationError } from "@effect/sql/Migrator"
import { SqlClient } from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import * as ApiKey from "@effect-userplane/core/ApiKey"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { checkedName } from "./internal/database/checkedName.js"
import { dialectOf } from "./internal/database/dialect.js"
import * as Reference from "./internal/key/reference.js"
import * as References from "./internal/key/references.js"
import * as Migrations from "./Migrations.js"

/**
 * No key is where a reference leads to.
 *
 * @since 0.1.0
 * @category errors
 */
export class KeyUnresolved extends Data.TaggedError("KeyUnresolved")<{
  /** The reason, for people. It must not show the key. */
  readonly message: string
}> {}

/**
 * Looks keys up by their references. `layerEnvironment` knows `env:NAME` and `file:/path`; another secret store is a layer of your
 * own.
 *
 * @example
 * ```ts
 * import * as FleetKey from "@effect-userplane/fleet/FleetKey"
 * import * as Effect from "effect/Effect"
 * import * as Layer from "effect/Layer"
 * import * as Redacted from "effect/Redacted"
 *
 * declare const read: (path: string) => Promise<string>
 *
 * const VaultLive = Layer.succeed(FleetKey.KeyReferences, {
 *   resolve: (reference) =>
 *     Effect.tryPromise({
 *       try: () => read(reference.replace("vault:", "")),
 *       catch: () => new FleetKey.KeyUnresolved({ message: `${reference} cannot be read` })
 *     }).pipe(Effect.map(Redacted.make))
 * })
 * ```
 *
 * @since 0.1.0
 * @category tags
 */
export class KeyReferences extends Context.Tag("@effect-userplane/fleet/KeyReferences")<
  KeyReferences,
  {
    /** Looks up the key that a reference leads to. */
    readonly resolve: (reference: string) => Effect.Effect<Redacted.Redacted, KeyUnresolved>
  }
>() {}

const unresolved = (message: string) => new KeyUnresolved({ message })

const checkedKey = (reference: string, text: string): Effect.Effect<Redacted.Redacted, KeyUnresolved> => {
  const key = Redacted.make(text.trim())
  return Redacted.value(key).startsWith("uspl_") && ApiKey.isSendable(key)
    ? Effect.succeed(key)
    : unresolved(`${reference} holds no API key: one begins with uspl_`)
}

/**
 * Keys in the environment, `env:NAME`, and in files, `file:/path`. They are read anew each time, trimmed, and must begin with `uspl_`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerEnvironment: Layer.Layer<KeyReferences, never, FileSystem> = /* @__PURE__ */ Layer.effect(
  KeyReferences,
  Effect.gen(function* () {
    const fileSystem = yield* FileSystem
    return {
      resolve: (reference) => {
        const { place, scheme } = Reference.parse(reference) ?? { place: "", scheme: "" }
        if (scheme === "env") {
          return Effect.mapError(Config.string(place), () => unresolved(`${reference} is not set`)).pipe(
            Effect.flatMap((text) => checkedKey(reference, text))
          )
        }
        if (scheme === "file") {
          return Effect.mapError(fileSystem.readFileString(place), () =>
            unresolved(`${reference} cannot be read`)
          ).pipe(Effect.flatMap((text) => checkedKey(reference, text)))
        }
        return unresolved(`${reference} is of a kind that is not known here: env:NAME and file:/path are`)
      }
    }
  })
)

/**
 * The user whose key is looked up.
 *
 * @since 0.1.0
 * @category options
 */
export interface Options {
  /** The name of the user, as the worker and `SqlQuota` have it. Not the API key. */
  readonly user: string
  /** The reference until `rotateKey` has set one. Default: `env:USERPLANE_API_KEY`. */
  readonly reference?: string | undefined
}

/** The time after which the last reference is used, since the database does not answer. */
const answerTimeout = "1 second"

/**
 * The key that the user's reference leads to, for the `Userplane` client of a worker. Both are looked up before every attempt, so
 * `Fleet.rotateKey` and another key in the same place take effect at once. While the database does not answer, the last
 * reference holds.
 *
 * Where no key can be had, attempts fail as `ApiKeyUnavailable`, and the run is paused in the end; `rotateKey` lets it go on. A user
 * that is empty or begins as an API key does, and a reference that holds one, are defects: `IllegalArgumentException`.
 *
 * @example
 * ```ts
 * import * as Userplane from "@effect-userplane/core/Userplane"
 * import * as FleetKey from "@effect-userplane/fleet/FleetKey"
 * import * as FleetWorker from "@effect-userplane/fleet/FleetWorker"
 * import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
 * import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
 * import * as LibsqlClient from "@effect/sql-libsql/LibsqlClient"
 * import * as Layer from "effect/Layer"
 *
 * const user = "ada@example.com"
 *
 * const UserplaneLive = Userplane.layer().pipe(
 *   Layer.provide([FetchHttpClient.layer, FleetKey.layer({ user })]),
 *   Layer.provide(FleetKey.layerEnvironment),
 *   Layer.provide(NodeFileSystem.layer)
 * )
 *
 * const Worker = FleetWorker.layerSqlite({ user }).pipe(
 *   Layer.provide(UserplaneLive),
 *   Layer.provide(LibsqlClient.layer({ url: "file:userplane.db", intMode: "bigint" }))
 * )
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (
  options: Options
): Layer.Layer<ApiKey.ApiKey, MigrationError | SqlError, KeyReferences | SqlClient> =>
  Layer.effect(
    ApiKey.ApiKey,
    Effect.gen(function* () {
      const user = checkedName("FleetKey: user", options.user)
      const first = Reference.checked(options.reference ?? "env:USERPLANE_API_KEY")
      const sql = yield* SqlClient
      const { resolve } = yield* KeyReferences
      yield* Migrations.run
      const stored = dialectOf(sql).alone(References.make(sql).get(user))
      let last = (yield* stored) ?? first
      const reference = stored.pipe(
        Effect.map((reference) => reference ?? first),
        Effect.timeout(answerTimeout),
        Effect.orElseSucceed(() => last),
        Effect.tap((reference) =>
          Effect.sync(() => {
            last = reference
          })
        )
      )
      return {
        current: Effect.flatMap(reference, resolve).pipe(
          Effect.mapError(
            ({ message }) => new ApiKey.ApiKeyUnavailable({ message: `The key of ${user} cannot be had: ${message}` })
          )
        )
      }
    })
  )
