/** What a program costs before its first call: the size of its bundle, and how long it takes to start. */
import { readFileSync } from "node:fs"
import { gzipSync } from "node:zlib"
import { buildStart, buildStartFromFiles, type StartBundle } from "./bundles.js"
import { run } from "./programs.js"
import { ratios, type Summary, summarize } from "./statistics.js"

export interface Start {
  readonly program: string
  readonly gzipBytes: number
  /** How much of the minified bundle is this project's own, in bytes. */
  readonly ownBytes: number
  readonly bundleMillis: Summary
  readonly filesMillis: Summary
  /** To a program of Effect that makes a plain request. */
  readonly bundleToFloor: Summary
  readonly filesToFloor: Summary
}

const effectFloor = "effectFloor"
const programs = ["empty", "openapiFetch", "ky", "orpc", effectFloor, "deleteLink"]

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

interface Started {
  readonly program: string
  readonly bundle: StartBundle
  readonly fromFiles: string
  readonly bundleMillis: Array<number>
  readonly filesMillis: Array<number>
}

const prepare = async (program: string): Promise<Started> => ({
  program,
  bundle: await buildStart(program),
  fromFiles: await buildStartFromFiles(program),
  bundleMillis: [],
  filesMillis: []
})

export const measureStarts = async (
  rounds: number,
  progress: (line: string) => void
): Promise<ReadonlyArray<Start>> => {
  const started = await Promise.all(programs.map(prepare))
  for (let round = 0; round <= rounds; round++) {
    progress(`start, round ${round} of ${rounds}`)
    for (const { bundle, bundleMillis, filesMillis, fromFiles } of started) {
      const fast = await millisOf(bundle.file)
      const slow = await millisOf(fromFiles)
      // The first round warms the file system's cache up.
      if (round === 0) continue
      bundleMillis.push(fast)
      filesMillis.push(slow)
    }
  }
  const floor = started.find(({ program }) => program === effectFloor)
  return started.map(({ bundle, bundleMillis, filesMillis, program }) => ({
    program,
    gzipBytes: gzipSync(readFileSync(bundle.file)).byteLength,
    ownBytes: ownBytes(bundle),
    bundleMillis: summarize(bundleMillis),
    filesMillis: summarize(filesMillis),
    bundleToFloor: summarize(ratios(bundleMillis, floor?.bundleMillis ?? [])),
    filesToFloor: summarize(ratios(filesMillis, floor?.filesMillis ?? []))
  }))
}
