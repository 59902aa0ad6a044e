import { contestant } from "../../throughput/clients/ky.js"
import { callOnce } from "./callOnce.js"

await callOnce(contestant)
