import { join } from 'node:path'

import { bundledOnce } from './bundle.ts'

let program: Promise<string> | undefined

/** The command that starts the command line. The first test that needs it bundles the sources. */
export async function cliCommand(): Promise<[program: string, ...args: string[]]> {
  program ??= bundledOnce('cli', {
    main: 'apps/cli/src/main.ts',
    work: 'apps/cli/src/work.ts',
    'embedded-worker': 'packages/compiler/src/embedded-worker.ts',
    'embedded-program': 'packages/compiler/src/embedded-program.ts',
    'segment-worker': 'packages/deflate/src/segment-worker.ts',
  })
  return [process.execPath, join(await program, 'main.js')]
}
