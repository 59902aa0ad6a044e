/** Runs the program beside a collector on loopback, and prints what that was sent: the spans as a tree, and the metrics. */
import * as Http from "node:http"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import { program } from "./program.js"

interface Span {
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly startTimeUnixNano: string
  readonly attributes: ReadonlyArray<{ readonly key: string; readonly value: Readonly<Record<string, unknown>> }>
}

interface Export {
  readonly resourceSpans?: ReadonlyArray<{
    readonly scopeSpans: ReadonlyArray<{ readonly spans: ReadonlyArray<Span> }>
  }>
  readonly resourceMetrics?: ReadonlyArray<{
    readonly scopeMetrics: ReadonlyArray<{ readonly metrics: ReadonlyArray<{ readonly name: string }> }>
  }>
}

/** A collector that keeps what it is sent, until the scope ends. */
const collector = Effect.gen(function* () {
  const received: Array<Export> = []
  const server = Http.createServer(async (request, response) => {
    const chunks: Array<Buffer> = []
    for await (const chunk of request) chunks.push(chunk)
    received.push(JSON.parse(Buffer.concat(chunks).toString()))
    response.end("{}")
  })
  yield* Effect.acquireRelease(
    Effect.async<void>((resume) => void server.listen(0, "127.0.0.1", () => resume(Effect.void))),
    () => Effect.sync(() => server.close().closeAllConnections())
  )
  const address = server.address()
  const port = typeof address === "object" ? address?.port : undefined
  return { endpoint: `http://127.0.0.1:${port}`, received }
})

const shown = ["userplane.link.id", "userplane.confirmation", "http.response.status_code", "error.type"]

const lineOf = ({ attributes, name }: Span): string => {
  const values = shown.flatMap((key) => attributes.filter((attribute) => attribute.key === key))
  return [name, ...values.map(({ value }) => Object.values(value).join())].join(" ")
}

const treeOf = (spans: ReadonlyArray<Span>, parent?: string, indent = ""): ReadonlyArray<string> =>
  spans
    .filter(({ parentSpanId }) => parentSpanId === parent)
    .flatMap((span) => [indent + lineOf(span), ...treeOf(spans, span.spanId, `${indent}  `)])

const main = Effect.gen(function* () {
  const { endpoint, received } = yield* collector
  const environment = ConfigProvider.fromMap(new Map([["OTEL_EXPORTER_OTLP_ENDPOINT", endpoint]]))
  yield* Effect.withConfigProvider(program, environment)
  const spans = received.flatMap(({ resourceSpans = [] }) =>
    resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
  )
  const metrics = received.flatMap(({ resourceMetrics = [] }) =>
    resourceMetrics.flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap(({ metrics }) => metrics.map(({ name }) => name))
    )
  )
  const inOrder = spans.toSorted((one, other) =>
    Number(BigInt(one.startTimeUnixNano) - BigInt(other.startTimeUnixNano))
  )
  yield* Console.log(treeOf(inOrder).join("\n"))
  const own = metrics.filter((name) => /^(http|userplane)[.]/.test(name))
  yield* Console.log(`metrics: ${[...new Set(own)].sort().join(", ")}`)
})

await Effect.runPromise(Effect.scoped(main))
