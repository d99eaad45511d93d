export { type LauncherOptions, renderLauncher } from './render-launcher.ts'
