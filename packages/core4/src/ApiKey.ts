/**
 * Where the API key comes from. It is asked again at every attempt, so that a run that outlasts its key takes up the
 * next one.
 *
 * @since 0.1.0
 */
import * as Request from "@effect-userplane/protocol/Request"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Predicate from "effect/Predicate"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { currentConfigProvider } from "./internal/currentConfigProvider.js"

/**
 * The key could not be had. `deleteLink` reports it as a `TransportError` with the reason `ApiKeyUnavailable`.
 *
 * @since 0.1.0
 * @category errors
 */
export class ApiKeyUnavailable extends Data.TaggedError("ApiKeyUnavailable")<{
  readonly message: string
}> {}

/**
 * The source of the API key.
 *
 * @since 0.1.0
 * @category services
 */
export class ApiKey extends Context.Service<
  ApiKey,
  {
    /** The key as of now. An empty key means that no `Authorization` header is sent. */
    readonly current: Effect.Effect<Redacted.Redacted, ApiKeyUnavailable>
  }
>()("@effect-userplane/core4/ApiKey") {}

const prefix = "uspl_"

/**
 * Whether a key can be sent as a Bearer token. The empty key can: it is sent by sending no header.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isSendable = (key: Redacted.Redacted): boolean => Request.isSendable(Redacted.value(key))

const problemOf = (text: string): string | undefined => {
  if (text === "") return "Expected an API key, but the value is blank"
  if (!text.startsWith(prefix)) return `Expected an API key that begins with ${prefix}`
  if (!Request.isSendable(text)) return "Expected an API key of letters, digits and -._~+/= only (RFC 6750)"
  return undefined
}

// Not as `Schema.RedactedFromValue`, whose errors say "<redacted>" in place of the reason. These show no input either.
const KeyText = Schema.String.pipe(Schema.decode(SchemaTransformation.trim())).check(Schema.makeFilter(problemOf))

/**
 * The key in the environment variable `USERPLANE_API_KEY`: trimmed, not blank, and it must begin with `uspl_`. A bad value
 * is a `ConfigError` that names the variable and never shows the key.
 *
 * @since 0.1.0
 * @category config
 */
export const config: Config.Config<Redacted.Redacted> = Config.map(
  Config.schema(KeyText, "USERPLANE_API_KEY"),
  (text) => Redacted.make(text)
)

/**
 * A key that stays the same. An empty key sends no `Authorization` header.
 *
 * @example
 * ```ts
 * import * as ApiKey from "@effect-userplane/core4/ApiKey"
 * import * as Redacted from "effect/Redacted"
 *
 * const layer = ApiKey.layer(Redacted.make("uspl_example"))
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (key: Redacted.Redacted): Layer.Layer<ApiKey> =>
  Layer.succeed(ApiKey, { current: Effect.succeed(key) })

/**
 * A key that an effect yields, evaluated at every attempt: a vault, a file, a rotating secret. A failure of the effect
 * counts as a failed attempt that was never sent, and is retried like one.
 *
 * The failure itself is not kept, since nobody can know whether it shows the key: only its `_tag` is.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerEffect = <E, R>(key: Effect.Effect<Redacted.Redacted, E, R>): Layer.Layer<ApiKey, never, R> =>
  Layer.effect(
    ApiKey,
    Effect.map(Effect.context<R>(), (context) => ({
      current: key.pipe(Effect.provideContext(context), Effect.mapError(unavailable))
    }))
  )

const unavailable = (error: unknown): ApiKeyUnavailable => {
  const name = Predicate.hasProperty(error, "_tag") ? ` (${String(error._tag)})` : ""
  return new ApiKeyUnavailable({ message: `The source of the API key failed${name}` })
}

/**
 * The key in `USERPLANE_API_KEY`, checked when the layer is built and read again at every attempt.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig: Layer.Layer<ApiKey, Config.ConfigError> = Layer.effect(
  ApiKey,
  Effect.flatMap(currentConfigProvider, (provider) => {
    const key = config.parse(provider)
    return Effect.as(key, {
      current: Effect.mapError(key, () => new ApiKeyUnavailable({ message: "USERPLANE_API_KEY can no longer be read" }))
    })
  })
)
