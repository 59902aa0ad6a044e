import { deleteLink } from "@effect-userplane/core4/Links"
import * as Userplane from "@effect-userplane/core4/Userplane"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Recording, Recordings } from "./Recordings.js"

/** The result of the retention of one recording, in the words of the application. */
export type Verdict = "removed" | "removed before" | "not ours to remove" | "try again tomorrow"

/** The application's account at Userplane is not usable: somebody has to look at it. */
export class AccountProblem extends Data.TaggedError("AccountProblem")<{ readonly message: string }> {}

/** Removes the links of recordings that were shared long enough. */
export class Retention extends Context.Service<
  Retention,
  {
    readonly run: (
      age: Duration.Input
    ) => Effect.Effect<ReadonlyArray<readonly [linkId: string, verdict: Verdict]>, AccountProblem>
  }
>()("app/Retention") {}

const accountProblem = (error: { readonly message: string }) =>
  Effect.fail(new AccountProblem({ message: error.message }))

const verdict = (value: Verdict) => () => Effect.succeed(value)

// Every tag is named, so the compiler says so when another one appears.
const remove = ({ link }: Recording): Effect.Effect<Verdict, AccountProblem, Userplane.Userplane> =>
  deleteLink(link).pipe(
    Effect.as("removed" as const),
    Effect.catchTags({
      LinkGone: verdict("removed before"),
      WorkspaceGone: verdict("removed before"),
      LinkDeleteForbidden: verdict("not ours to remove"),
      LinkWorkspaceMismatch: verdict("not ours to remove"),
      LinkNotFound: verdict("not ours to remove"),
      InvalidLinkRef: verdict("not ours to remove"),
      RateLimited: verdict("try again tomorrow"),
      LinkDeleteFailed: verdict("try again tomorrow"),
      ServiceUnavailable: verdict("try again tomorrow"),
      TransportError: verdict("try again tomorrow"),
      UndocumentedError: verdict("try again tomorrow"),
      UnexpectedResponse: verdict("try again tomorrow"),
      ApiKeyRequired: accountProblem,
      ApiKeyInvalid: accountProblem,
      ApiKeyExpired: accountProblem,
      ApiKeyDisabled: accountProblem,
      NotAMember: accountProblem,
      WorkspaceNotFound: accountProblem,
      BadRequest: accountProblem
    })
  )

/** Retention over the recordings and the Userplane client of the context. */
export const layer: Layer.Layer<Retention, never, Recordings | Userplane.Userplane> = Layer.effect(
  Retention,
  Effect.gen(function* () {
    const recordings = yield* Recordings
    const userplane = yield* Userplane.Userplane
    return {
      run: (age) =>
        recordings
          .olderThan(age)
          .pipe(
            Effect.flatMap(
              Effect.forEach(
                (recording) => Effect.map(remove(recording), (verdict) => [recording.link.linkId, verdict] as const),
                { concurrency: 4 }
              )
            ),
            Effect.provideService(Userplane.Userplane, userplane)
          )
    }
  })
)
