import * as Catalogue from "@effect-userplane/protocol/Catalogue"
import { listErrors } from "@effect-userplane/protocol/Links"
import { listingFailureModels } from "@effect-userplane/testing/FailureModels"
import { deletion, listing, predicates } from "./failureModels.js"

listingFailureModels(listing, predicates, { catalogue: Catalogue.entries, deletion: deletion.make, listErrors })
