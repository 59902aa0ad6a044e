import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Fleet } from "../../Fleet.js"
import { FleetUnavailable } from "../../FleetError.js"
import * as Wire from "../wire/messages.js"
import * as Pages from "./pages.js"
import { routes } from "./routes.js"

const encode = Schema.encodeSync(Wire.Failure)

const failed = (failure: Wire.Failure) =>
  HttpServerResponse.unsafeJson(encode(failure), { status: Wire.statusOf[failure._tag] })

/** The endpoints over the fleet of the context, whose failures are responses. */
export const app = Effect.gen(function* () {
  const fleet = yield* Fleet
  const { lookAgain, pages } = yield* Pages.make(fleet)
  return HttpRouter.use(routes, Effect.ensuring(lookAgain)).pipe(
    HttpRouter.concat(pages),
    // The fleet takes an input for a mistake of the program by a defect, which the client makes one of its own again.
    Effect.catchSomeDefect((defect) =>
      Cause.isIllegalArgumentException(defect)
        ? Option.some(new Wire.InvalidInput({ message: defect.message }))
        : Option.none()
    ),
    Effect.catchTags({
      FleetUnavailable: (failure) => Effect.succeed(failed(failure)),
      JournalMismatch: ({ about, journal, message, run }) =>
        Effect.succeed(failed(new Wire.JournalMismatch({ about, journal, message, run }))),
      InvalidInput: (failure) => Effect.succeed(failed(failure)),
      RunNotFound: (failure) => Effect.succeed(failed(failure)),
      ParseError: ({ message }) => Effect.succeed(failed(new Wire.InvalidInput({ message }))),
      RouteNotFound: () => Effect.succeed(HttpServerResponse.text("There is no such page.", { status: 404 }))
    }),
    Effect.catchAllDefect((defect) =>
      Effect.as(
        Effect.logError("A request could not be answered", defect),
        failed(new FleetUnavailable({ message: "The worker met a defect, which its log has" }))
      )
    ),
    Effect.provideService(Fleet, fleet)
  )
})
