export { childrenArchive } from './children.ts'
export { compiledScript } from './compiled-script.ts'
export { type LauncherOptions, renderCmdLauncher, renderLauncher } from './render-launcher.ts'
export type { LauncherStart } from './start-code.ts'
