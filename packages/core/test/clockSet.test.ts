import { setClock } from "@effect-userplane/testing/SetClock"
import { client as bulkClient } from "./bulkClient.js"
import { client } from "./client.js"

setClock(client, bulkClient)
