/** Ids of other kinds than those of the sandbox. They are fresh each time. */
import * as Crypto from "node:crypto"
import type { Ids } from "../sandboxStates.js"

const both = (id: () => string) => (): Ids => ({ workspaceId: id(), linkId: id() })

let counted = 0

export const otherIds: Readonly<Record<string, () => Ids>> = {
  "the ids are UUIDs": both(() => Crypto.randomUUID()),
  "the ids are numbers": both(() => String(++counted)),
  "the ids are 200 characters long": both(() => Crypto.randomBytes(100).toString("hex")),
  "the ids have every character that needs no encoding": both(() => `A.z~0_${Crypto.randomUUID()}`)
}
