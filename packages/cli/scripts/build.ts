/** `pnpm build`: bundles the command, and says what became of it. */
import { bundle } from "./bundle.js"

const { outputs } = await bundle()

for (const [file, { bytes }] of Object.entries(outputs)) {
  console.log(`${file} ${Math.ceil(bytes / 1024)} KiB`)
}
