import { exchanges, idsOnTheWire, redirects } from "@effect-userplane/testing/RealTransports"
import { transports } from "./transports.js"

for (const transport of transports) {
  exchanges(transport)
  redirects(transport)
  idsOnTheWire(transport)
}
