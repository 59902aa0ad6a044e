import { spanSurroundings } from "@effect-userplane/testing/SpanSurroundings"
import { surroundingSpans } from "./spanSurroundings.js"

spanSurroundings(surroundingSpans)
