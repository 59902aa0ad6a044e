import { exchanges, givenUpConnections, idsOnTheWire, redirects } from "@effect-userplane/testing/RealTransports"
import { transports } from "./transports.js"

for (const transport of transports) {
  exchanges(transport)
  givenUpConnections(transport)
  redirects(transport)
  idsOnTheWire(transport)
}
