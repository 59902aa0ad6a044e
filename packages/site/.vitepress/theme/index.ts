/** The theme of VitePress, in the fonts of the reader's system: nothing is downloaded for them. */
import theme from "vitepress/theme-without-fonts"
// biome-ignore lint/correctness/useImportExtensions: it is a style sheet.
import "./style.css"

export default theme
