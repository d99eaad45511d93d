import { fileURLToPath } from 'node:url'
import { bundleConfig } from '@exuvia/bundle'
import { build } from 'tsdown'
import { beforeAll, describe, expect, test } from 'vitest'

interface Chunk {
  readonly fileName: string
  readonly moduleIds: readonly string[]
  /** Chunks that load with this one. */
  readonly imports: readonly string[]
}

const chunks = new Map<string, Chunk>()

/** The packages outside of Exuvia whose code loads with a module of the CLI. */
function packagesOf(module: string): Set<string> {
  const first = [...chunks.values()].find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(module)))
  const left = [first?.fileName ?? `no chunk has ${module}`]
  const seen = new Set(left)
  const found = new Set<string>()
  for (let name = left.pop(); name !== undefined; name = left.pop()) {
    const chunk = chunks.get(name)
    for (const id of chunk?.moduleIds ?? []) {
      const dependency = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1]
      if (dependency !== undefined) found.add(dependency)
    }
    for (const next of chunk?.imports ?? []) {
      if (seen.has(next)) continue
      seen.add(next)
      left.push(next)
    }
  }
  return found
}

describe('a command loads only what it needs', { tags: ['slow'] }, () => {
  beforeAll(async () => {
    const folder = fileURLToPath(new URL('..', import.meta.url))
    const config = bundleConfig({ work: 'src/work.ts' }, 'node22')
    const record = {
      name: 'record',
      generateBundle(_options: unknown, bundle: Readonly<Record<string, { readonly type: string }>>) {
        for (const [name, file] of Object.entries(bundle))
          if (file.type === 'chunk') chunks.set(name, file as unknown as Chunk)
      },
    }
    const plugins = [config.plugins, record]
    await build({ ...config, plugins, cwd: folder, config: false, write: false, logLevel: 'silent' })
  })

  test('to check a file: neither the client of GitHub nor what reads projects', () => {
    const packages = packagesOf('src/checks/files.ts')
    expect(packages).toContain('zod')
    expect([...packages].filter((name) => /octokit|parse5|cyclonedx|sigstore/.test(name))).toEqual([])
  })

  test('to build what did not change: neither the library for SBOMs nor the HTML parser', () => {
    const packages = packagesOf('src/commands/build.ts')
    expect(packages).toContain('zod')
    expect([...packages].filter((name) => /octokit|parse5|cyclonedx|sigstore/.test(name))).toEqual([])
  })

  test('to print the version: only what reads arguments and prints', () => {
    expect([...packagesOf('src/work.ts')].sort()).toEqual(['commander', 'yocto-spinner', 'yoctocolors'])
  })
})
