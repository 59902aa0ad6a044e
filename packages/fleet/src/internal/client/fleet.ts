import type * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type { HttpMethod } from "@effect/platform/HttpMethod"
import type { LinkRef } from "@effect-userplane/core/LinkRef"
import type * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { Fleet } from "../../Fleet.js"
import type { RunUpdate, Submission } from "../../FleetRun.js"
import { checkedName } from "../database/checkedName.js"
import * as Reference from "../key/reference.js"
import * as Lines from "../wire/lines.js"
import * as Wire from "../wire/messages.js"
import * as Exchange from "./exchange.js"

/** The number of links that are sent at once. */
const linksAtOnce = 500

/** The runs of the worker at a URL. */
export const make = (client: HttpClient.HttpClient, url: URL): Context.Tag.Service<Fleet> => {
  const { ask, follow, submit: send } = Exchange.make(client, url)

  const to = (method: HttpMethod, path: string) => HttpClientRequest.make(method)(new URL(path, url))

  const about = (method: HttpMethod, path: string, id: string) =>
    HttpClientRequest.setUrlParam(to(method, path), "id", id)

  // No run is asked for that might not be there.
  const askAll = (request: HttpClientRequest.HttpClientRequest) =>
    Effect.catchTag(ask(Schema.Array(Wire.RunStatus), request), "RunNotFound", Effect.die)

  const status = (id: string) => ask(Wire.RunStatus, about("GET", "/api/run", id))

  const change = (name: string) => (id: string) => ask(Wire.RunStatus, about("POST", `/api/run/${name}`, id))

  const encodeUpdate = Schema.encodeSync(Wire.RunUpdate)
  const update = (id: string, { concurrency, share }: RunUpdate) => {
    const request = about("POST", "/api/run/update", id)
    return ask(Wire.RunStatus, HttpClientRequest.bodyUnsafeJson(request, encodeUpdate({ concurrency, share })))
  }

  const submit = <E, R, JournalE, JournalR>({
    concurrency,
    id,
    journal,
    links,
    share,
    user
  }: Submission<E, R, JournalE, JournalR>) =>
    Effect.gen(function* () {
      const context = yield* Effect.context<JournalR | R>()
      const broken = yield* Deferred.make<never, E | JournalE>()
      const answered = yield* Deferred.make<void>()
      const submission = {
        id: checkedName("Fleet: id", id),
        user: checkedName("Fleet: user", user),
        concurrency,
        share,
        hasJournal: journal !== undefined
      }
      const known = yield* Effect.catchTag(status(id), "RunNotFound", () => Effect.succeed(undefined))
      if (known !== undefined && known.state !== "Submitting") return known
      const refs: Stream.Stream<LinkRef, E, R> = Stream.StreamTypeId in links ? links : Stream.fromIterable(links)
      const body = Stream.concat(
        Lines.encode(Wire.Submission, Stream.succeed(submission)),
        Stream.concat(
          Lines.encode(
            Wire.JournalLine,
            Stream.map(Stream.rechunk(journal ?? Stream.empty, linksAtOnce), (line) => ({ line }))
          ),
          Lines.encode(Wire.Link, Stream.rechunk(refs, linksAtOnce))
        )
      ).pipe(
        Stream.provideContext(context),
        Stream.tapErrorCause((cause) => Deferred.failCause(broken, cause)),
        // A worker that has answered, with a failure for instance, needs no more links.
        Stream.interruptWhenDeferred(answered)
      )
      const request = HttpClientRequest.bodyStream(to("POST", "/api/runs"), body, { contentType: Lines.contentType })
      // Where the links fail, so does the submission, and as they do: a request only says that it was broken off.
      return yield* Effect.raceFirst(Deferred.await(broken), send(Wire.RunStatus, request)).pipe(
        Effect.ensuring(Deferred.succeed(answered, undefined))
      )
    })

  return {
    submit,
    runs: askAll(to("GET", "/api/runs")),
    status,
    watch: (id) => follow(Wire.RunProgress, about("GET", "/api/run/progress", id)),
    outcomes: (id) => follow(Wire.DeleteOutcome, about("GET", "/api/run/outcomes", id)),
    knownOutcomes: (id) =>
      Stream.catchTag(
        follow(Wire.DeleteOutcome, about("GET", "/api/run/known-outcomes", id)),
        "RunNotFound",
        Stream.die
      ),
    pause: change("pause"),
    resume: change("resume"),
    cancel: change("cancel"),
    update,
    rotateKey: (user, reference) =>
      Effect.suspend(() => {
        const next = { user: checkedName("Fleet: user", user), reference: Reference.checked(reference) }
        return askAll(HttpClientRequest.bodyUnsafeJson(to("POST", "/api/key"), next))
      })
  }
}
