/** What a program costs before its first call: the size of its bundle, and how long it takes to start. */
import { readFileSync } from "node:fs"
import { gzipSync } from "node:zlib"
import { buildStart, buildStartFromFiles, type StartBundle } from "../bundles.js"
import { run } from "../processes.js"
import { ratios, type Summary, summarize } from "../statistics.js"
import { inTurn } from "../throughput/inTurn.js"

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

const effectFloor = "effectBaseline"
const own = "deleteLink"
const programs = ["empty", "openapiFetch", "ky", "orpc", effectFloor, own]

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

/** Starts a program from its bundle, and notes the time. */
const fromBundle = async ({ bundle, bundleMillis }: Started): Promise<void> => {
  bundleMillis.push(await millisOf(bundle.file))
}

const fromFiles = async ({ files, filesMillis }: Started): Promise<void> => {
  filesMillis.push(await millisOf(files))
}

/** Starts all programs, in rounds, and then by themselves the two that are compared: two starts differ by a fifth. */
export const measureStarts = async (
  rounds: number,
  pairs: number,
  progress: (line: string) => void
): Promise<ReadonlyArray<Start>> => {
  const started = await Promise.all(programs.map(prepare))
  progress("start, to warm the file system's cache up")
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
  progress(`start, ${pairs} times more ${effectFloor} and ${own}`)
  const compared = started.filter(({ program }) => program === effectFloor || program === own)
  for (let time = 0; time < pairs; time++) {
    const inOrder = inTurn(compared, time)
    for (const program of inOrder) await fromBundle(program)
    for (const program of inOrder) await fromFiles(program)
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
