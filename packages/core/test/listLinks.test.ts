import * as Catalogue from "@effect-userplane/protocol/Catalogue"
import { listErrors } from "@effect-userplane/protocol/Links"
import { listedLinks } from "@effect-userplane/testing/ListedLinks"
import { listingObserved } from "@effect-userplane/testing/ListingObserved"
import { listingWaits } from "@effect-userplane/testing/ListingWaits"
import { listingClient } from "./listingClient.js"

listedLinks(listingClient, Catalogue.entries, listErrors)
listingWaits(listingClient)
listingObserved(listingClient)
