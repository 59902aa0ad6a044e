import { exchanges, redirects } from "@effect-userplane/testing/RealTransports"
import { httpClientTransports } from "./transports.js"

for (const transport of httpClientTransports) {
  exchanges(transport)
  redirects(transport)
}
