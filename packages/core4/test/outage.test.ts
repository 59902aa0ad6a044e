import { outages } from "@effect-userplane/testing/Outages"
import { client } from "./bulkClient.js"

outages(client)
