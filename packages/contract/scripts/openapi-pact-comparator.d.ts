// Its own declarations import each other without extensions, which Node's way of resolving modules does not find.
declare module "@pactflow/openapi-pact-comparator" {
  export interface Result {
    readonly code: string
    readonly message: string
    readonly mockDetails?: { readonly interactionDescription?: string | null; readonly location: string }
  }

  export class Comparator {
    constructor(options: { readonly oas: object })
    compare(pact: object): AsyncIterable<Result>
  }
}
