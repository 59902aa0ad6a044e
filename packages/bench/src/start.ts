/** What a program costs before its first call: the size of its bundle, and how long it takes to start. */
import { readFileSync } from "node:fs"
import { gzipSync } from "node:zlib"
import { buildStart, type StartBundle } from "./bundles.js"
import { run } from "./programs.js"
import { ratios, type Summary, summarize } from "./statistics.js"

export interface Start {
  readonly program: string
  readonly gzipBytes: number
  /** How much of the minified bundle is this project's own, in bytes. */
  readonly ownBytes: number
  readonly bundleMillis: Summary
  /** To a program of Effect that makes a plain request. */
  readonly toEffectFloor: Summary
}

const programs = ["empty", "openapiFetch", "ky", "orpc", "effectFloor", "deleteLink"]

const ownBytes = ({ metafile }: StartBundle): number =>
  Object.values(metafile.outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([input]) => input.includes("core/src/"))
    .reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0)

const millisOf = async (file: string): Promise<number> => {
  const started = performance.now()
  await run(file, [])
  return performance.now() - started
}

export const measureStarts = async (
  rounds: number,
  progress: (line: string) => void
): Promise<ReadonlyArray<Start>> => {
  const bundles = await Promise.all(programs.map(buildStart))
  const millis = programs.map(() => Array.of<number>())
  for (let round = 0; round <= rounds; round++) {
    progress(`start, round ${round} of ${rounds}`)
    for (const [index, { file }] of bundles.entries()) {
      const taken = await millisOf(file)
      // The first round warms the file system's cache up.
      if (round > 0) millis[index]?.push(taken)
    }
  }
  const floor = millis[programs.indexOf("effectFloor")] ?? []
  return bundles.map((bundle, index) => ({
    program: programs[index] ?? "",
    gzipBytes: gzipSync(readFileSync(bundle.file)).byteLength,
    ownBytes: ownBytes(bundle),
    bundleMillis: summarize(millis[index] ?? []),
    toEffectFloor: summarize(ratios(millis[index] ?? [], floor))
  }))
}
