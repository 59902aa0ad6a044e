import { client } from "../../throughput/clients/ky.js"
import { callOnce } from "./callOnce.js"

await callOnce(client)
