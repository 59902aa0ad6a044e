import type { Client } from "../../throughput/client.js"
import { linkIdOf } from "../../throughput/wire.js"

/** Starts a client, and makes one call when a base URL is given. */
export const callOnce = async (client: Client): Promise<void> => {
  const [baseUrl] = process.argv.slice(2)
  if (baseUrl === undefined) return
  const worker = await client.open(baseUrl)
  let asked = 0
  await worker({ next: () => (asked++ === 0 ? linkIdOf(1) : undefined), done: () => {} })
}
