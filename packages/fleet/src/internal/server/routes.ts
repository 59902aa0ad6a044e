/** The endpoints of a worker's server. The id of a run is in the query, where it may be any text. */
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import { Fleet } from "../../Fleet.js"
import * as Lines from "../wire/lines.js"
import * as Wire from "../wire/messages.js"
import { submit } from "./submission.js"

const json = <A, I>(schema: Schema.Schema<A, I>) => {
  const encode = Schema.encodeSync(schema)
  return (value: A) => HttpServerResponse.unsafeJson(encode(value))
}

const status = json(Wire.RunStatus)

const statuses = json(Schema.Array(Wire.RunStatus))

const id = Effect.map(
  HttpServerRequest.schemaSearchParams(Schema.Struct({ id: Schema.NonEmptyString })),
  ({ id }) => id
)

const streamed = <A, I>(
  path: "known-outcomes" | "outcomes" | "progress",
  schema: Schema.Schema<A, I>,
  values: (fleet: Context.Tag.Service<Fleet>) => (id: string) => Stream.Stream<A, Wire.Failure>
) =>
  HttpRouter.get(
    `/api/run/${path}`,
    Effect.gen(function* () {
      const lines = Lines.encodeWithFailure(schema, values(yield* Fleet)(yield* id))
      return HttpServerResponse.stream(lines, { contentType: Lines.contentType })
    })
  )

const change = (name: "cancel" | "pause" | "resume") =>
  HttpRouter.post(
    `/api/run/${name}`,
    Effect.gen(function* () {
      const fleet = yield* Fleet
      return status(yield* fleet[name](yield* id))
    })
  )

export const routes = HttpRouter.empty.pipe(
  HttpRouter.post("/api/runs", Effect.map(submit, status)),
  HttpRouter.get(
    "/api/runs",
    Effect.map(
      Effect.flatMap(Fleet, ({ runs }) => runs),
      statuses
    )
  ),
  HttpRouter.get(
    "/api/run",
    Effect.gen(function* () {
      const fleet = yield* Fleet
      return status(yield* fleet.status(yield* id))
    })
  ),
  streamed("progress", Wire.RunProgress, ({ watch }) => watch),
  streamed("outcomes", Wire.DeleteOutcome, ({ outcomes }) => outcomes),
  streamed("known-outcomes", Wire.DeleteOutcome, ({ knownOutcomes }) => knownOutcomes),
  change("pause"),
  change("resume"),
  change("cancel"),
  HttpRouter.post(
    "/api/run/update",
    Effect.gen(function* () {
      const fleet = yield* Fleet
      return status(yield* fleet.update(yield* id, yield* HttpServerRequest.schemaBodyJson(Wire.RunUpdate)))
    })
  ),
  HttpRouter.post(
    "/api/key",
    Effect.gen(function* () {
      const fleet = yield* Fleet
      const { reference, user } = yield* HttpServerRequest.schemaBodyJson(Wire.NextKey)
      return statuses(yield* fleet.rotateKey(user, reference))
    })
  )
)
