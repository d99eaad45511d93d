export { childrenArchive } from './children.ts'
export { type LauncherOptions, renderLauncher } from './render-launcher.ts'
export type { LauncherStart } from './start-code.ts'
