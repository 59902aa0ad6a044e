import { client } from "../../throughput/clients/orpc.js"
import { callOnce } from "./callOnce.js"

await callOnce(client)
