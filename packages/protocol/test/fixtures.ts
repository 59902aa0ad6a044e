/**
 * The API keys of this package's tests stand here and nowhere else, so that whatever a test run writes can be searched for
 * them: none may be found outside this file.
 */
import type { LinkRef } from "../src/LinkRef.js"

/** The key of an ordinary call. */
export const apiKey = "uspl_test_7Qm2xK9vR4tB8nW3cY6zLd1p"

/** The key that is searched for wherever it must not show. */
export const canaryKey = "uspl_canary_3ZrMb9DyCf6LqSg1EhJt5WnA"

/** An ordinary link. */
export const ref: LinkRef = { workspaceId: "ws_abc123", linkId: "lnk_abc123" }
