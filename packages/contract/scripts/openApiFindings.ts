/** The differences between a pact and an OpenAPI document. */
import { Comparator } from "@pactflow/openapi-pact-comparator"

/** The findings, warnings included, each as a line. */
export const openApiFindings = async (document: object, pact: object): Promise<ReadonlyArray<string>> => {
  const findings: Array<string> = []
  for await (const { code, message, mockDetails } of new Comparator({ oas: structuredClone(document) }).compare(pact)) {
    findings.push(`${code} ${mockDetails?.interactionDescription ?? ""} ${mockDetails?.location ?? ""}: ${message}`)
  }
  return findings
}
