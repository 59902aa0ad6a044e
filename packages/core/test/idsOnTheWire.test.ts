import { idsOnTheWire } from "@effect-userplane/testing/RealTransports"
import { transports } from "./transports.js"

for (const transport of transports) idsOnTheWire(transport)
