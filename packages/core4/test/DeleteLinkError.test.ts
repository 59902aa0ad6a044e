import * as Catalogue from "@effect-userplane/protocol/Catalogue"
import { deletionFailureModels } from "@effect-userplane/testing/FailureModels"
import { deletion, predicates } from "./failureModels.js"

deletionFailureModels(deletion, predicates, Catalogue.entries)
