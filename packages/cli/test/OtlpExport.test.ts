import { describe, expect, it, vi } from "@effect/vitest"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/TestClock"
import { type Collector, closedEndpoint, collector } from "./collector.js"
import { canaryKey } from "./fixtures.js"
import { run } from "./inProcess.js"
import * as Spawned from "./spawned.js"

const { links, workspaces } = Fixtures

const secret = "Bearer header-canary-9fQ2"

/** A Userplane that deletes every link, or fails with a body that shows the key. */
const answering = (status = 200): typeof globalThis.fetch => {
  const ids = { workspaceId: "ws_1", linkId: "lnk_1", deleted: true }
  return () =>
    Promise.resolve(
      status === 200
        ? Response.json({ message: "", data: ids })
        : Response.json({ message: `No: ${canaryKey}`, code: "FORBIDDEN" }, { status })
    )
}

const deletion = ["delete", "lnk_1", "-w", "ws_1", "--output", "ndjson"]

const apiKey = { USERPLANE_API_KEY: canaryKey }

const deleting = (env: Readonly<Record<string, string>>, fetch = answering()) =>
  run(deletion, { env: { ...apiKey, ...env }, fetch })

const sent = ({ exports }: Collector, path: string): ReadonlyArray<string> =>
  exports.filter((one) => one.path === path).map(({ body }) => body)

const spansOf = (collector: Collector) =>
  sent(collector, "/v1/traces").flatMap((body) => JSON.parse(body).resourceSpans[0].scopeSpans[0].spans)

const metricsOf = (collector: Collector) =>
  sent(collector, "/v1/metrics").flatMap((body) => JSON.parse(body).resourceMetrics[0].scopeMetrics[0].metrics)

/** Waits for something that comes without time going by. */
const until = (holds: () => boolean) =>
  Effect.repeat(
    Effect.promise(() => new Promise((resolve) => setImmediate(resolve))),
    { until: holds }
  )

describe("telemetry", () => {
  it.scopedLive("of a deletion is its spans and its metrics", () =>
    Effect.gen(function* () {
      const server = yield* collector()
      const { exitCode, stderr } = yield* deleting({ OTEL_EXPORTER_OTLP_ENDPOINT: `${server.endpoint}/` })
      expect({ exitCode, stderr }).toStrictEqual({ exitCode: 0, stderr: expect.not.stringContaining("telemetry") })
      const spans = spansOf(server)
      const call = spans.find(({ name }) => name === "Links.deleteLink")
      const client = spans.find(({ name }) => name === "DELETE /public/workspace/{workspaceId}/links/{linkId}")
      expect(client).toMatchObject({ kind: 3, traceId: call.traceId, parentSpanId: call.spanId })
      expect(metricsOf(server)).toContainEqual(
        expect.objectContaining({ name: "http.client.request.duration", unit: "s" })
      )
      expect(new Set(server.exports.map(({ headers }) => headers["content-type"]))).toStrictEqual(
        new Set(["application/json"])
      )
    })
  )

  it.scopedLive("of a listing is a span for each page, and below it one for its request", () =>
    Effect.gen(function* () {
      const server = yield* collector()
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: server.endpoint }
      const { exitCode } = yield* run(["list", "-w", workspaces.main, "--sandbox"], { env })
      expect(exitCode).toBe(0)
      const spans = spansOf(server)
      const pages = spans.filter(({ name }) => name === "Links.listLinks")
      const requests = spans.filter(({ name }) => name === "GET /public/workspace/{workspaceId}/links")
      expect([pages.length, requests.length, spans.length]).toStrictEqual([2, 2, 4])
      expect(requests.map(({ parentSpanId }) => parentSpanId)).toStrictEqual(pages.map(({ spanId }) => spanId))
      expect(sent(server, "/v1/metrics").join()).toContain("http.client.request.duration")
    })
  )

  it.scopedLive("of the built command reaches the collector", () =>
    Effect.gen(function* () {
      const server = yield* collector()
      const { exitCode } = yield* Spawned.run(["delete", "--sandbox", links.deletable, "-w", workspaces.main], {
        OTEL_EXPORTER_OTLP_ENDPOINT: server.endpoint
      })
      expect(exitCode).toBe(0)
      expect(spansOf(server).map(({ name }) => name)).toContain("Links.deleteLink")
    })
  )

  it.scopedLive("holds the headers and the attributes that are set, and never the key", () =>
    Effect.gen(function* () {
      const server = yield* collector()
      const { stderr, stdout } = yield* deleting(
        {
          OTEL_EXPORTER_OTLP_ENDPOINT: `${server.endpoint}/otlp`,
          OTEL_EXPORTER_OTLP_HEADERS: `authorization=${encodeURIComponent(secret)}, x-team = a=b,`,
          OTEL_RESOURCE_ATTRIBUTES: `deployment.environment=a%2Cb,service.name=overruled,note=${canaryKey}`,
          OTEL_SERVICE_NAME: "clean-up"
        },
        answering(403)
      )
      expect(server.exports.map(({ path }) => path).sort()).toStrictEqual(["/otlp/v1/metrics", "/otlp/v1/traces"])
      for (const { body, headers } of server.exports) {
        expect(headers).toMatchObject({ authorization: secret, "x-team": "a=b" })
        expect(body).not.toContain("uspl_")
        const { resourceMetrics, resourceSpans = resourceMetrics } = JSON.parse(body)
        expect(resourceSpans[0].resource).toMatchObject({
          attributes: [
            { key: "deployment.environment", value: { stringValue: "a,b" } },
            { key: "note", value: { stringValue: "<redacted>" } },
            { key: "service.name", value: { stringValue: "clean-up" } }
          ]
        })
      }
      expect(server.exports.map(({ body }) => body).join()).not.toContain("Interrupted")
      expect(stdout + stderr).not.toContain("header-canary")
      expect(stdout + stderr).not.toContain(canaryKey)
    })
  )

  it.scopedLive.each([{ OTEL_EXPORTER_OTLP_ENDPOINT: "" }, { OTEL_SDK_DISABLED: "TRUE" }])(
    "is not exported with %j",
    (env) =>
      Effect.gen(function* () {
        const server = yield* collector()
        const { exitCode } = yield* deleting({
          OTEL_EXPORTER_OTLP_ENDPOINT: server.endpoint,
          OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
          ...env
        })
        expect({ exitCode, exports: server.exports }).toStrictEqual({ exitCode: 0, exports: [] })
      })
  )
})

/** The number of requests of the global `fetch`, and of those that failed. */
const countedRequests = Effect.gen(function* () {
  const counts = { started: 0, failed: 0 }
  const { fetch } = globalThis
  const counting: typeof fetch = async (...args) => {
    counts.started++
    try {
      return await fetch(...args)
    } catch (error) {
      counts.failed++
      throw error
    }
  }
  yield* Effect.acquireRelease(
    Effect.sync(() => vi.stubGlobal("fetch", counting)),
    () => Effect.sync(() => vi.unstubAllGlobals())
  )
  return counts
})

describe("a collector that fails", () => {
  it.scopedLive.each([307, 401])("with %i is reported once, and changes no exit code", (status) =>
    Effect.gen(function* () {
      const { endpoint, exports } = yield* collector(status)
      const { exitCode, stderr, stdout } = yield* deleting({
        OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
        OTEL_EXPORTER_OTLP_HEADERS: `authorization=${encodeURIComponent(secret)}`
      })
      expect(exitCode).toBe(0)
      expect(exports.map(({ path }) => path).sort()).toStrictEqual(["/v1/metrics", "/v1/traces"])
      expect(stderr.split("\n").filter((line) => line.includes("telemetry"))).toStrictEqual([
        `Not all telemetry could be exported to ${endpoint}: status ${status}. The exit code does not depend on it.`
      ])
      expect(stdout + stderr).not.toContain("header-canary")
    })
  )

  it.scoped.each([
    ["never answers", Effect.map(collector("none"), ({ endpoint }) => endpoint), "started", "no response in time"],
    ["refuses connections", closedEndpoint, "failed", "ECONNREFUSED"]
  ] as const)("and %s does not delay the end for longer than three seconds", ([, endpointOf, event, reason]) =>
    Effect.gen(function* () {
      const endpoint = yield* endpointOf
      const requests = yield* countedRequests
      const setting = { env: { ...apiKey, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }, fetch: answering(403) }
      const fiber = yield* Effect.fork(run(deletion, setting))
      yield* until(() => requests[event] === 2)
      yield* TestClock.adjust("3 seconds")
      const { exitCode, stderr } = yield* Fiber.join(fiber)
      expect(exitCode).toBe(1)
      expect(stderr).toContain(`exported to ${endpoint}: ${reason}.`)
    })
  )

  it.scoped("and never answers keeps no interrupted command for longer either", () =>
    Effect.gen(function* () {
      const { endpoint } = yield* collector("none")
      const requests = yield* countedRequests
      let deletes = 0
      const fetch: typeof globalThis.fetch = () => {
        deletes++
        return new Promise(() => {})
      }
      const env = { ...apiKey, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }
      const fiber = yield* Effect.fork(run(deletion, { env, fetch }))
      yield* until(() => deletes === 1)
      const interrupt = yield* Effect.fork(Fiber.interrupt(fiber))
      yield* until(() => requests.started === 2)
      yield* TestClock.adjust("3 seconds")
      yield* Fiber.join(interrupt)
    })
  )
})

describe("settings of the export", () => {
  // The value comes last: the title would show it.
  it.effect.each([
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "http: or https: URL", "collector-canary:4317"],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "http: or https: URL", "/canary"],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "http: or https: URL", "file:///canary"],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "user name", "http://user:canary@127.0.0.1:4318"],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "user name", "http://canary@127.0.0.1:4318"],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "query", "http://127.0.0.1:4318?token=canary"],
    ["OTEL_EXPORTER_OTLP_ENDPOINT", "API key", `http://127.0.0.1:4318/${canaryKey}`],
    ["OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "grpc"],
    ["OTEL_EXPORTER_OTLP_PROTOCOL", "http/json", "http/protobuf"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "key=value", "canary"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "key=value", "=canary"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "key=value", "a=%canary"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "HTTP header", "a=canary%0D%0Ab"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "HTTP header", "a=canary%E2%82%AC"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "HTTP header", "a b=canary"],
    ["OTEL_EXPORTER_OTLP_HEADERS", "API key", `a=Bearer ${canaryKey}`],
    ["OTEL_RESOURCE_ATTRIBUTES", "key=value", "canary"]
  ] as const)("are refused before anything is sent: %s, with %j", ([name, problem, value]) =>
    Effect.gen(function* () {
      for (const args of [deletion, ["list", "-w", "ws_1"]]) {
        const env = { ...apiKey, OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1", [name]: value }
        const { exitCode, stderr, stdout } = yield* run(args, { env })
        expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" })
        expect(stderr).toMatch(new RegExp(`^${name}: Expected .*${problem}.*\n$`))
        expect(stderr).not.toContain("canary")
      }
    })
  )
})
