/** All that a call of this client leaves behind, as the tests of the key's secrecy see it. */
import { inspect } from "node:util"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { ordinaryLink } from "@effect-userplane/testing/Client"
import type { Fetch } from "@effect-userplane/testing/Fetches"
import { inspected } from "@effect-userplane/testing/KeySearch"
import type { Remains, SecrecyClient, SecretCall } from "@effect-userplane/testing/Secrecy"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as ApiKey from "../src/ApiKey.js"
import { DeleteLinkError } from "../src/DeleteLinkError.js"
import * as FetchTransport from "../src/FetchTransport.js"
import { DeletedLink, deleteLink, LinkPage, listLinkPage } from "../src/Links.js"
import { ListLinksError } from "../src/ListLinksError.js"
import * as RetryPolicy from "../src/RetryPolicy.js"
import * as Transport from "../src/Transport.js"
import * as Userplane from "../src/Userplane.js"
import { recordingTracer } from "./recordingTracer.js"
import { always, sharedAnswer } from "./scriptedTransport.js"

/** All the ways in which a value is known to end up in a log, a report or a response. */
const printed = (value: unknown): Readonly<Record<string, string>> => ({
  "String()": String(value),
  "JSON.stringify": String(JSON.stringify(value)),
  inspect: inspect(value),
  "inspect, everything": inspected(value),
  stack: value instanceof Error ? String(value.stack) : "",
  "Cause.pretty": Cause.pretty(Cause.fail(value), { renderErrorCause: true }),
  "Cause as JSON": JSON.stringify(Cause.fail(value)),
  "Cause, inspected": inspected(Cause.fail(value)),
  "Exit, inspected": inspected(Exit.fail(value))
})

const Success = Schema.Union(DeletedLink, LinkPage)
const Failed = Schema.Union(DeleteLinkError, ListLinksError)

const isDocumented = Schema.is(Schema.Union(Success, Failed))

const plainOf = (exit: Exit.Exit<typeof Success.Type, typeof Failed.Type>): Remains["outcome"] =>
  Exit.match(exit, {
    onSuccess: (value) => ({ ...Schema.encodeSync(Success)(value) }),
    onFailure: (cause) => ({ ...Schema.encodeSync(Failed)(Option.getOrThrow(Cause.failureOption(cause))) })
  })

const calls: {
  readonly [O in NonNullable<SecretCall["operation"]>]: Effect.Effect<
    typeof Success.Type,
    typeof Failed.Type,
    Userplane.Userplane
  >
} = { deleteLink: deleteLink(ordinaryLink), listLinkPage: listLinkPage(ordinaryLink) }

const policy = RetryPolicy.exponential({ maxAttempts: 2, baseDelay: 0, jitter: "none" })

/** Makes a call over a transport, and keeps everything that it leaves behind. */
export const remainsOf = (
  transport: Layer.Layer<Transport.Transport>,
  { operation = "deleteLink", source }: Pick<SecretCall, "operation" | "source">
): Effect.Effect<Remains> =>
  Effect.gen(function* () {
    const { layer: tracer, spans } = recordingTracer()
    const logs: Array<unknown> = []
    const logger = Logger.make(({ annotations, cause, message, spans }) =>
      logs.push({ message, cause: Cause.pretty(cause, { renderErrorCause: true }), annotations, spans }, cause)
    )
    const observers = Layer.mergeAll(
      tracer,
      Logger.replace(Logger.defaultLogger, logger),
      Logger.minimumLogLevel(LogLevel.All)
    )
    const key =
      "key" in source ? ApiKey.layer(Redacted.make(source.key)) : ApiKey.layerEffect(Effect.fail(source.error))
    const client = Userplane.layerTransport().pipe(Layer.provide([transport, key]), Layer.orDie)
    const exit = yield* calls[operation].pipe(
      RetryPolicy.within(policy),
      Effect.zipLeft(Effect.logTrace("the last word")),
      Effect.tapErrorCause((cause) => Effect.logTrace("the last word", cause)),
      Effect.provide([client, observers]),
      Effect.exit
    )
    const plain = plainOf(exit)
    const outcome = Exit.match(exit, { onSuccess: (value) => value, onFailure: Cause.squash })
    return {
      outcome: plain,
      isDocumented: isDocumented(outcome),
      spans: spans.length,
      logs: logs.length,
      texts: {
        ...printed(outcome),
        encoded: JSON.stringify(plain),
        "the whole exit": inspected(exit),
        spans: inspected(spans),
        logs: inspected(logs)
      }
    }
  })

const transports: Readonly<Record<string, (fetch: Fetch) => Layer.Layer<Transport.Transport>>> = {
  FetchTransport: (fetch) => Layer.provide(FetchTransport.layer, Layer.succeed(FetchTransport.Fetch, fetch)),
  "an HttpClient": (fetch) =>
    Transport.layer.pipe(
      Layer.provide(FetchHttpClient.layer),
      Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch))
    )
}

const transportOf = (server: SecretCall["server"]) => {
  if (!("over" in server)) return always(sharedAnswer(server)).layer
  const transport = transports[server.over]
  if (transport === undefined) throw new Error(`There is no transport over ${server.over}`)
  return transport(server.fetch)
}

const sourcePrinted = ({ apiKey }: Userplane.Userplane["Type"]) =>
  Object.fromEntries(Object.entries(printed(apiKey)).map(([place, text]) => [`apiKey, ${place}`, text]))

export const secrecyClient: SecrecyClient = {
  transports: Object.keys(transports),
  call: (call) => Effect.runPromise(remainsOf(transportOf(call.server), call)),
  metrics: () => Effect.runPromise(Effect.map(Metric.snapshot, inspected)),
  client: (key) => {
    const transport = Layer.succeed(Transport.Transport, { send: () => Effect.never })
    const layer = Userplane.layerTransport().pipe(Layer.provide([transport, ApiKey.layer(Redacted.make(key))]))
    const client = Effect.provide(Userplane.Userplane, layer)
    return Effect.runPromise(Effect.map(client, (client) => ({ ...printed(client), ...sourcePrinted(client) })))
  }
}
