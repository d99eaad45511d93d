/** The facts on the page of a runtime's package. */
export interface RuntimePage {
  readonly name: string
  readonly runtime: string
  readonly version: string
  readonly magic: number
  /** The version of the build from npm. */
  readonly pyodide: string
  readonly preview: boolean
}

/** Makes the README of a package under runtimes/ from its facts. */
export function runtimeReadme({ name, runtime, version, magic, pyodide, preview }: RuntimePage): string {
  const minor = version.split('.').slice(0, 2).join('.')
  const unproven = `It is a preview: a pre-release of CPython, and no native build of ${minor} has been compared with it, so nothing shows that one writes the same bytes.

`
  return `# ${name}

CPython ${version} as an npm package, for [Exuvia](https://www.npmjs.com/package/exuvia): it compiles Python sources to ${runtime} bytecode on a machine that has no Python.

\`\`\`sh
npm install --save-dev exuvia ${name}
\`\`\`

${preview ? unproven : ''}Exuvia uses it for ${runtime} targets where it finds no native CPython ${minor}, or always with \`--toolchain embedded\`. There is nothing to configure, and nothing is downloaded when it runs.

The package pins one build of CPython in WebAssembly ([Pyodide](https://pyodide.org) ${pyodide}, MPL-2.0) and says which it is:

\`\`\`ts
import { entry, magic, runtime, version } from '${name}'

console.log(runtime, version, magic) // ${runtime} ${version} ${magic}
console.log(new URL(entry).protocol) // file:
\`\`\`

\`runtime\` is the tag of PEP 425, \`version\` the exact release, \`magic\` the bytecode's magic number, \`entry\` the \`file:\` URL of the build's entry module.

## Laws

Each law has a test in [packages/compiler](https://github.com/exuvia/exuvia/tree/main/packages/compiler/test).

- **It is what it says**: a compiler of another version or magic number does not start.
- **It compiles as \`py_compile\` does** in the same build, for every module of the standard library: to the same bytes from 3.11 on, and to equal code objects on 3.10, whose bytes vary from run to run.
- **Everything is in the package**: no network, no Python, no file outside.

Bytecode differs between patch releases of one minor version, and any of them loads it. A release made with Exuvia records the exact version that compiled it.

Apache-2.0; CPython in WebAssembly is Pyodide's. Part of [Exuvia](https://github.com/exuvia/exuvia), the release kit for compiled Python software.
`
}
