import { contestant } from "../contestants/openapiFetch.js"
import { callOnce } from "./callOnce.js"

await callOnce(contestant)
