import { defineConfig } from 'tsdown'
import { bundledLicenses } from './bundle/licenses.ts'

// GitHub runs the Action from a tag, without node_modules, so the bundle contains everything.
// The worker threads, of the embedded compiler and of compressing, are files of their own beside it.
export default defineConfig({
  entry: {
    main: 'src/main.ts',
    'embedded-worker': '../../packages/compiler/src/embedded-worker.ts',
    'segment-worker': '../../packages/deflate/src/segment-worker.ts',
  },
  platform: 'node',
  target: 'node24',
  fixedExtension: false,
  dts: false,
  hash: false,
  deps: { alwaysBundle: [/./], onlyBundle: false },
  plugins: [
    {
      name: 'licenses',
      generateBundle(_options, bundle) {
        const modules = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []))
        this.emitFile({ type: 'asset', fileName: 'licenses.txt', source: bundledLicenses(modules) })
      },
    },
  ],
  inputOptions: { resolve: { conditionNames: ['@exuvia/source', 'node', 'default'] } },
})
