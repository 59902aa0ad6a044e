import * as Fixtures from "@effect-userplane/sandbox/Fixtures"
import * as SandboxFetch from "@effect-userplane/sandbox/SandboxFetch"
import { afterEach, beforeEach, expect, it, vi } from "vitest"

// Yours: any client that can be given a `fetch`.
const deleteLink = async (fetch: typeof globalThis.fetch, linkId: string): Promise<number> => {
  const url = `https://api.userplane.io/api/v1/public/workspace/${Fixtures.workspaces.main}/links/${linkId}`
  const headers = { authorization: `Bearer ${Fixtures.plainKeys.member}` }
  const response = await fetch(url, { method: "DELETE", headers })
  return response.status
}

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

it("a link is deleted once, and gone from then on", async () => {
  const { fetch, link } = SandboxFetch.make()
  expect(await deleteLink(fetch, Fixtures.links.deletable)).toBe(200)
  expect(link(Fixtures.links.deletable)?.deletedAt).toBe(Date.now())
  expect(await deleteLink(fetch, Fixtures.links.deletable)).toBe(410)
})

it("a spent quota is available again after its window", async () => {
  const { fetch } = SandboxFetch.make({ quota: { windows: [{ limit: 1, duration: "1 minute" }] } })
  expect(await deleteLink(fetch, Fixtures.links.gone)).toBe(410)
  expect(await deleteLink(fetch, Fixtures.links.deletable)).toBe(429)
  vi.advanceTimersByTime(60_000)
  expect(await deleteLink(fetch, Fixtures.links.deletable)).toBe(200)
})
