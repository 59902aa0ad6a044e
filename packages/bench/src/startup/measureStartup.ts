/** Measures a program before its first call: the size of its bundle, and the time it takes to start. */
import { readFileSync } from "node:fs"
import { gzipSync } from "node:zlib"
import { buildStart, buildStartFromFiles, type StartBundle } from "../bundles.js"
import { run } from "../processes.js"
import { ratios, type Summary, summarize } from "../statistics.js"
import { inTurn } from "../throughput/inTurn.js"

export interface Start {
  readonly program: string
  readonly gzipBytes: number
  /** The size of this project's own part of the minified bundle, in bytes. */
  readonly ownBytes: number
  readonly bundleMillis: Summary
  readonly filesMillis: Summary
  /** Relative to an Effect program that makes a plain request. */
  readonly bundleToBaseline: Summary
  readonly filesToBaseline: Summary
}

const effectBaseline = "effectBaseline"
const own = "deleteLink"
const programs = ["empty", "openapiFetch", "ky", "orpc", effectBaseline, own]

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
  readonly files: string
  readonly bundleMillis: Array<number>
  readonly filesMillis: Array<number>
}

const prepare = async (program: string): Promise<Started> => ({
  program,
  bundle: await buildStart(program),
  files: await buildStartFromFiles(program),
  bundleMillis: [],
  filesMillis: []
})

/** Starts a program from its bundle, and records the time. */
const fromBundle = async ({ bundle, bundleMillis }: Started): Promise<void> => {
  bundleMillis.push(await millisOf(bundle.file))
}

const fromFiles = async ({ files, filesMillis }: Started): Promise<void> => {
  filesMillis.push(await millisOf(files))
}

/** Starts all programs in rounds, and then the two that are compared more often: two starts differ by a fifth. */
export const measureStarts = async (
  rounds: number,
  pairs: number,
  progress: (line: string) => void
): Promise<ReadonlyArray<Start>> => {
  const started = await Promise.all(programs.map(prepare))
  progress("start, to warm up the file system's cache")
  for (const { bundle, files } of started) {
    await millisOf(bundle.file)
    await millisOf(files)
  }
  for (let round = 1; round <= rounds; round++) {
    progress(`start, round ${round} of ${rounds}`)
    for (const program of started) {
      await fromBundle(program)
      await fromFiles(program)
    }
  }
  progress(`start, ${pairs} more times ${effectBaseline} and ${own}`)
  const compared = started.filter(({ program }) => program === effectBaseline || program === own)
  for (let time = 0; time < pairs; time++) {
    const inOrder = inTurn(compared, time)
    for (const program of inOrder) await fromBundle(program)
    for (const program of inOrder) await fromFiles(program)
  }
  const baseline = started.find(({ program }) => program === effectBaseline)
  return started.map(({ bundle, bundleMillis, filesMillis, program }) => ({
    program,
    gzipBytes: gzipSync(readFileSync(bundle.file)).byteLength,
    ownBytes: ownBytes(bundle),
    bundleMillis: summarize(bundleMillis),
    filesMillis: summarize(filesMillis),
    bundleToBaseline: summarize(ratios(bundleMillis, baseline?.bundleMillis ?? [])),
    filesToBaseline: summarize(ratios(filesMillis, baseline?.filesMillis ?? []))
  }))
}
