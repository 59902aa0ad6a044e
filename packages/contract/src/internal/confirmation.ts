/** Checks that the verifier cannot make: whether a confirmation is that of the request, and whether it is true. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Subject } from "../ProviderState.js"
import type { Response } from "./forwarding.js"

const Confirmed = Schema.Struct({ data: Schema.Struct({ workspaceId: Schema.String, linkId: Schema.String }) })

const decodeConfirmed = Schema.decodeUnknownOption(Schema.parseJson(Confirmed))

const decodeCode = Schema.decodeUnknownOption(Schema.parseJson(Schema.Struct({ code: Schema.String })))

const gone = { status: 410, code: "LINK_GONE" } as const

const isGone = ({ body, status }: Response): boolean =>
  status === gone.status && Option.exists(decodeCode(body.toString("utf8")), ({ code }) => code === gone.code)

const isCompressed = ({ rawHeaders }: Response): boolean =>
  rawHeaders.some((name, index) => index % 2 === 0 && name.toLowerCase() === "content-encoding")

/**
 * Fails with what is wrong with the confirmation of a deletion. Whatever is no confirmation is for the verifier to judge.
 * Where there is a way to ask for the same again, the link has to be gone then.
 */
export const check = (
  response: Response,
  asked: Pick<Subject, "linkId" | "workspaceId">,
  again: Effect.Effect<Response, string> | undefined
): Effect.Effect<void, string> =>
  Effect.gen(function* () {
    if (response.status !== 200) return
    if (isCompressed(response))
      return yield* Effect.fail("The response is compressed, which the request does not ask for.")
    const confirmed = Option.getOrUndefined(decodeConfirmed(response.body.toString("utf8")))
    if (confirmed === undefined) return
    const { linkId, workspaceId } = confirmed.data
    if (linkId !== asked.linkId || workspaceId !== asked.workspaceId) {
      return yield* Effect.fail(
        `The response confirms the deletion of link ${linkId} in workspace ${workspaceId}, but link ${asked.linkId} in workspace ${asked.workspaceId} was to be deleted.`
      )
    }
    if (again === undefined) return
    const second = yield* again
    if (isGone(second)) return
    return yield* Effect.fail(
      `The deletion was confirmed, but the same request again was answered with ${second.status}, not with ${gone.status} and ${gone.code}.`
    )
  })
