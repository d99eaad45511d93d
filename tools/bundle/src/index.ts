import type { UserConfig } from 'tsdown'

import { bundledLicenses } from './licenses.ts'

/**
 * How a program becomes one file that contains everything it imports, beside the files of its
 * worker threads and `licenses.txt`, which names the packages inside. A bundle needs no
 * `node_modules`, and starts twice as fast as the modules that it consists of.
 * @param entry maps the names of the files to the paths of their sources
 * @param node the oldest Node that runs it, such as `node22`
 */
export function bundleConfig(entry: Readonly<Record<string, string>>, node: string): UserConfig {
  return {
    entry: { ...entry },
    platform: 'node',
    target: node,
    fixedExtension: false,
    dts: false,
    hash: false,
    deps: { alwaysBundle: [/./], onlyBundle: false },
    plugins: [
      {
        // CycloneDX's library writes XML too where this package is installed. JSON does not need it.
        name: 'without-xml',
        resolveId: (id) => (id === 'xmlbuilder2' ? `\0${id}` : undefined),
        load: (id) => (id === '\0xmlbuilder2' ? 'throw new Error("not in this bundle")' : undefined),
      },
      {
        name: 'licenses',
        generateBundle(_options, bundle) {
          const modules = Object.values(bundle).flatMap((file) =>
            file.type === 'chunk' ? file.moduleIds : [],
          )
          this.emitFile({ type: 'asset', fileName: 'licenses.txt', source: bundledLicenses(modules) })
        },
      },
    ],
    inputOptions: { resolve: { conditionNames: ['@exuvia/source', 'node', 'default'] } },
  }
}

/** The worker threads of the compiler and of compressing, and the program that runs Python. Each looks for its file beside its caller's. */
export const WORKERS = {
  'embedded-worker': '../../packages/compiler/src/embedded-worker.ts',
  'embedded-program': '../../packages/compiler/src/embedded-program.ts',
  'segment-worker': '../../packages/deflate/src/segment-worker.ts',
} as const
