import { callbackTransports } from "@effect-userplane/testing/Callbacks"
import { callbackClient } from "./callbackClient.js"

callbackTransports(callbackClient)
