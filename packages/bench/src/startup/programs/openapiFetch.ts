import { client } from "../../throughput/clients/openapiFetch.js"
import { callOnce } from "./callOnce.js"

await callOnce(client)
