/** `pnpm build`: bundles the command, without a word. */
import { bundle } from "./bundle.js"

await bundle()
