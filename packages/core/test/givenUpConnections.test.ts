import { givenUpConnections } from "@effect-userplane/testing/RealTransports"
import { transports } from "./transports.js"

for (const transport of transports) givenUpConnections(transport)
