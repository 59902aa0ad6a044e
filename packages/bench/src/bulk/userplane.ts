/** The sandbox behind a network that takes its time, with another process of the same user. */

import * as HttpClient from "@effect/platform/HttpClient"
import type { HttpClientError } from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type { HttpClientResponse } from "@effect/platform/HttpClientResponse"
import * as Fault from "@effect-userplane/sandbox/Fault"
import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as Sandbox from "@effect-userplane/sandbox/Sandbox"
import * as SandboxHttpClient from "@effect-userplane/sandbox/SandboxHttpClient"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import { day, minute, perDay, perMinute, type Scenario } from "./scenario.js"

const workspaceId = Fixtures.workspaces.main

/** How often the sandbox was asked by the run, and refused it for the quota. */
export interface Tally {
  requests: number
  refused: number
}

/** The sandbox in place of the network, there and back as slow as the scenario wants. */
export const layer = (
  { underWay: [least, most], windows }: Scenario,
  tally: Tally
): Layer.Layer<HttpClient.HttpClient | Sandbox.Sandbox> => {
  const way = Effect.flatMap(Random.nextRange(least, most), Effect.sleep)
  const throughTheNetwork = HttpClient.transform((response: Effect.Effect<HttpClientResponse, HttpClientError>, _) =>
    way.pipe(
      Effect.zipRight(response),
      Effect.tap(({ status }) => {
        tally.requests += 1
        if (status === 429) tally.refused += 1
      }),
      Effect.zipLeft(way)
    )
  )
  return Layer.effect(HttpClient.HttpClient, Effect.map(SandboxHttpClient.make, throughTheNetwork)).pipe(
    Layer.provideMerge(Sandbox.layer({ quota: { kind: windows } }))
  )
}

/** Adds the links of the run, and what they meet: replies that fail, are lost, or never come from the API. */
export const prepare = ({ faults, links }: Scenario) =>
  Effect.gen(function* () {
    const sandbox = yield* Sandbox.Sandbox
    for (const fault of [Fault.ServiceUnavailable, Fault.LinkDeleteFailed, Fault.LostReply, Fault.GatewayHtml]) {
      yield* sandbox.addFault(fault.make(), { probability: faults / 4 })
    }
    const added = yield* sandbox.addLinks(links, { workspaceId, creatorId: Fixtures.users.member })
    return added.map(({ linkId }) => ({ workspaceId, linkId }))
  })

const request = HttpClientRequest.del(
  `https://userplane.test/public/workspace/${workspaceId}/links/${Fixtures.links.unknown}`
)

/** The other process of the same user: it asks at even distances, until its share of the day is used up. */
export const others = ({ othersShare }: Scenario) =>
  Effect.gen(function* () {
    const client = yield* SandboxHttpClient.make
    const ask = client.execute(HttpClientRequest.bearerToken(request, Fixtures.keys.member))
    const aDay = perDay * othersShare
    const pace = minute / (perMinute * othersShare)
    const aDayOfAsking = Effect.repeatN(Effect.delay(ask, pace), aDay - 1)
    return yield* Effect.forever(Effect.zipRight(aDayOfAsking, Effect.sleep(day - aDay * pace)))
  })
