/**
 * Memory and time over many ids, in real time and over a transport that responds at once:
 * `flood <deleteLinks | a loop of deleteLink> <ids>`. It prints one line of JSON.
 */
import * as ApiKey from "@effect-userplane/core/ApiKey"
import { deleteLink, deleteLinks, type LinkRef } from "@effect-userplane/core/Links"
import * as Quota from "@effect-userplane/core/Quota"
import * as Transport from "@effect-userplane/core/Transport"
import * as Userplane from "@effect-userplane/core/Userplane"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { apiKey } from "../throughput/key.js"
import { workspaceId } from "../throughput/wire.js"

const [name = "", ids = ""] = process.argv.slice(2)

const encoder = new TextEncoder()

const respondsAtOnce = Transport.fromStart(({ url }, onEnd) => {
  const linkId = url.slice(url.lastIndexOf("/") + 1)
  const body = encoder.encode(JSON.stringify({ message: "Link deleted", data: { workspaceId, linkId } }))
  const response = { status: 200, header: () => "application/json", body, truncated: false }
  queueMicrotask(() => onEnd({ ok: true, value: response }))
  return () => {}
})

const client = Userplane.layerTransport().pipe(
  Layer.provide([Layer.succeed(Transport.Transport, respondsAtOnce), ApiKey.layer(Redacted.make(apiKey))])
)

// Ids are kept in buffers, which are not on the heap.
const inUse = (): number => {
  globalThis.gc?.()
  const { arrayBuffers, heapUsed } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

let peak = 0
let deleted = 0

// Sampled after a collection, so that garbage does not count.
const every = Math.ceil(Number(ids) / 10)

const count = Effect.sync(() => {
  deleted += 1
  if (deleted % every === 0) peak = Math.max(peak, inUse())
})

function* links(count: number): Generator<LinkRef> {
  for (let id = 0; id < count; id++) yield { workspaceId, linkId: `lnk_${id.toString(36).padStart(12, "0")}` }
}

const programs: { readonly [name: string]: (count: number) => Effect.Effect<void, unknown, Userplane.Userplane> } = {
  deleteLinks: (many) =>
    deleteLinks(links(many)).pipe(
      Stream.runForEach(() => count),
      Effect.provide(Quota.layerUnlimited)
    ),
  "a loop of deleteLink": (many) =>
    Effect.forEach(links(many), (link) => Effect.zipRight(deleteLink(link), count), { concurrency: 8, discard: true })
}

const program = programs[name]
if (program === undefined) throw new Error(`There is no program ${name}`)
const runToEnd = (many: number) => Effect.runPromise(Effect.provide(program(many), client))

await runToEnd(2_000)
deleted = 0
peak = 0
const before = inUse()
const cpu = process.cpuUsage()
await runToEnd(Number(ids))
const { system, user } = process.cpuUsage(cpu)
process.stdout.write(`${JSON.stringify({ bytes: peak - before, microseconds: (system + user) / deleted })}\n`)
process.exit()
