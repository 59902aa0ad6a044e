/**
 * The certificate authorities for Pact's native code. Node adds those of `NODE_EXTRA_CA_CERTS` to its own; native code takes
 * those of `SSL_CERT_FILE` in the place of the system's.
 */
import * as Fs from "node:fs/promises"
import * as Path from "node:path"
import * as Tls from "node:tls"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { temporaryFolder } from "./temporaryFolder.js"

const read = (path: string | undefined) =>
  Effect.promise(async () => (path ? Fs.readFile(path, "utf8").catch(() => undefined) : undefined))

/** The variables that make native code trust whom Node trusts, until the scope is closed. */
export const environment: Effect.Effect<NodeJS.ProcessEnv, never, Scope.Scope> = Effect.gen(function* () {
  // Node only warns of a file that is not there.
  const extra = yield* read(process.env["NODE_EXTRA_CA_CERTS"])
  if (extra === undefined) return {}
  const others = yield* read(process.env["SSL_CERT_FILE"])
  const path = Path.join(yield* temporaryFolder, "authorities.pem")
  yield* Effect.promise(() => Fs.writeFile(path, [...(others ? [others] : Tls.rootCertificates), extra].join("\n")))
  return { SSL_CERT_FILE: path }
})
