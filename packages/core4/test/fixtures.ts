/**
 * The API keys of this package's tests stand here and nowhere else, so that whatever a test run writes can be searched for
 * them: none may be found outside this file.
 */
import type { LinkRef } from "@effect-userplane/protocol/LinkRef"
import { deleteLink } from "@effect-userplane/protocol/Links"
import * as Request from "@effect-userplane/protocol/Request"
import type { TransportRequest } from "@effect-userplane/protocol/Transport"
import * as Redacted from "effect/Redacted"

/** The key of an ordinary call. */
export const apiKey = Redacted.make("uspl_test_7Qm2xK9vR4tB8nW3cY6zLd1p")

/** Another valid key: the one that a rotation brings. */
export const otherKey = Redacted.make("uspl_test_H5jF0sUe8GaN2oTi4XkPw7Vq")

/** The key that is searched for wherever it must not show. */
export const canaryKey = Redacted.make("uspl_canary_3ZrMb9DyCf6LqSg1EhJt5WnA")

/** An ordinary link. */
export const ref: LinkRef = { workspaceId: "ws_abc123", linkId: "lnk_abc123" }

/** The deletion of a link at a URL. */
export const requestTo = (url: string, key: Redacted.Redacted = apiKey): TransportRequest =>
  Request.make(deleteLink, url, Redacted.value(key))
