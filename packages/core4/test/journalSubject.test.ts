import { journalSubjects } from "@effect-userplane/testing/JournalSubjects"
import * as Effect from "effect/Effect"
import * as Journal from "../src/Journal.js"
import { client } from "./bulkClient.js"

journalSubjects(client, (journal, baseUrl) =>
  Journal.checkServer(baseUrl).pipe(
    Effect.match({ onFailure: (error) => error, onSuccess: () => undefined }),
    Effect.provide(Journal.layerMemory(journal)),
    Effect.runPromise
  )
)
