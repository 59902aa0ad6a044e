/** What the verifier cannot look at: whether a confirmation is that of the request, and whether it is true. */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Subject } from "../ProviderState.js"
import type { Reply } from "./forwarding.js"

const Confirmed = Schema.Struct({ data: Schema.Struct({ workspaceId: Schema.String, linkId: Schema.String }) })

const decodeConfirmed = Schema.decodeUnknownOption(Schema.parseJson(Confirmed))

const decodeCode = Schema.decodeUnknownOption(Schema.parseJson(Schema.Struct({ code: Schema.String })))

const gone = { status: 410, code: "LINK_GONE" } as const

const isGone = ({ body, status }: Reply): boolean =>
  status === gone.status && Option.exists(decodeCode(body.toString("utf8")), ({ code }) => code === gone.code)

/** What is wrong with the confirmation of a deletion. Whatever is no confirmation is for the verifier to judge. */
export const problem = <E>(
  reply: Reply,
  asked: Pick<Subject, "linkId" | "workspaceId">,
  { again }: { readonly again: Effect.Effect<Reply, E> | undefined }
): Effect.Effect<string | undefined, E> =>
  Effect.gen(function* () {
    if (reply.status !== 200) return undefined
    const confirmed = Option.getOrUndefined(decodeConfirmed(reply.body.toString("utf8")))
    if (confirmed === undefined) return undefined
    const { linkId, workspaceId } = confirmed.data
    if (linkId !== asked.linkId || workspaceId !== asked.workspaceId) {
      return `The reply confirms the deletion of link ${linkId} in workspace ${workspaceId}, but link ${asked.linkId} in workspace ${asked.workspaceId} was to be deleted.`
    }
    if (again === undefined) return undefined
    const second = yield* again
    return isGone(second)
      ? undefined
      : `The deletion was confirmed, but the same request again was answered with ${second.status}, not with ${gone.status} and ${gone.code}.`
  })
