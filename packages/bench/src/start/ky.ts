import { contestant } from "../contestants/ky.js"
import { callOnce } from "./callOnce.js"

await callOnce(contestant)
