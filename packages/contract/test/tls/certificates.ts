/** A certificate authority of one's own, and a certificate of it for `localhost`. */
import * as ChildProcess from "node:child_process"
import * as Fs from "node:fs"
import * as Path from "node:path"
import * as Effect from "effect/Effect"
import { temporaryFolder } from "../temporaryFolder.js"

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]

export const certificates = Effect.map(temporaryFolder, (folder) => {
  const file = (name: string) => Path.join(folder, name)
  const openssl = (...args: ReadonlyArray<string>) =>
    ChildProcess.execFileSync("openssl", ["req", "-x509", ...newKey, ...args], { stdio: "ignore" })
  const authority = file("authority.pem")
  openssl("-subj", "/CN=An authority", "-keyout", file("authority.key"), "-out", authority)
  openssl(
    ...["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=CA:FALSE"],
    ...["-CA", authority, "-CAkey", file("authority.key"), "-keyout", file("server.key"), "-out", file("server.pem")]
  )
  return { authority, key: Fs.readFileSync(file("server.key")), cert: Fs.readFileSync(file("server.pem")) }
})
