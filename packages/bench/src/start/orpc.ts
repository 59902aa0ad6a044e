import { contestant } from "../contestants/orpc.js"
import { callOnce } from "./callOnce.js"

await callOnce(contestant)
