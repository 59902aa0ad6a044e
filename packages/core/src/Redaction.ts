/**
 * The key taken out of what others say: servers, proxies and debugging pages send the headers of a request back.
 * An entry of its own, since deleting links needs none of it from outside.
 *
 * @since 0.1.0
 */
import type * as Redacted from "effect/Redacted"
import { redactKey as redactKeyOf } from "./internal/http/redactKey.js"

/**
 * A function that replaces a key by `<redacted>` in any text: as it is, in another case, with the escapes of JSON,
 * JavaScript, URLs and HTML, one within another, and in hexadecimal and base64, alone or with what is around it. A key of
 * fewer than 8 characters is no secret and stays.
 *
 * @example
 * ```ts
 * import { redactKey } from "@effect-userplane/core/Redaction"
 * import * as Redacted from "effect/Redacted"
 *
 * const redact = redactKey(Redacted.make("uspl_1234567890"))
 *
 * redact("Authorization: Bearer uspl%5F1234567890") // "Authorization: Bearer <redacted>"
 * ```
 *
 * @since 0.1.0
 * @category redaction
 */
export const redactKey: (key: Redacted.Redacted) => (text: string) => string = redactKeyOf
