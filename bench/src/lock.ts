import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { writeWheel } from '@exuvia/archiver'

// A lock of a hundred packages, thirty of them native, for 5 Pythons on 4 platforms: wall time and requests of
// `exuvia plan`, which needs all wheels, from an index on this machine with 50 ms per answer. Then again from the
// cache, with and without --offline. Argument: packages (100).
const [count = '100'] = process.argv.slice(2)
const PYTHONS = ['cp39', 'cp310', 'cp311', 'cp312', 'cp313']
const PLATFORMS = ['manylinux_2_28_x86_64', 'manylinux_2_28_aarch64', 'macosx_11_0_arm64', 'win_amd64']
const TARGETS = PYTHONS.flatMap((python) => PLATFORMS.map((platform) => `${python}-${platform}`))
const LATENCY = 50
const run = promisify(execFile)

const scratch = mkdtempSync(join(tmpdir(), 'exuvia-bench-lock-'))
const wheels = join(scratch, 'wheels')
/** The wheels of each package, by its name on the index. */
const published = new Map<string, readonly { readonly file: string; readonly sha256: string }[]>()
let requests = 0
const server = createServer((request, response) => {
  requests += 1
  const { url = '' } = request
  setTimeout(() => {
    if (url.startsWith('/simple/')) {
      response.setHeader('content-type', 'application/vnd.pypi.simple.v1+json')
      response.end(pageOf(url.split('/')[2] ?? ''))
    } else response.end(readFileSync(join(wheels, url.split('/').at(-1) ?? '')))
  }, LATENCY)
})
try {
  mkdirSync(wheels)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const project = await makeProject(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  await timed('first run, empty cache', project)
  await timed('second run', project)
  await timed('second run, --offline', project, '--offline')
} finally {
  server.closeAllConnections()
  server.close()
  rmSync(scratch, { recursive: true })
}

/** The index's page of a package, which says what is yanked (PEP 691). */
function pageOf(name: string): string {
  const files = (published.get(name) ?? []).map(({ file, sha256 }) => ({
    filename: file,
    url: `/${file}`,
    hashes: { sha256 },
  }))
  return JSON.stringify({ meta: { 'api-version': '1.0' }, name, files })
}

async function timed(title: string, project: string, ...flags: readonly string[]): Promise<void> {
  requests = 0
  const start = performance.now()
  const main = join(import.meta.dirname, '../../apps/cli/src/main.ts')
  const { stdout } = await run(
    process.execPath,
    ['--conditions=@exuvia/source', main, 'plan', '--json', '--project', project, ...flags],
    { env: { ...process.env, EXUVIA_CACHE_DIR: join(scratch, 'cache') }, maxBuffer: 2 ** 30 },
  )
  const { distributions } = JSON.parse(stdout) as { readonly distributions: readonly unknown[] }
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  console.log(`${title}: ${seconds} s, ${requests} requests, ${distributions.length - 1} wheels`)
}

/** A project whose lock has packages that depend on each other in a chain, every third one native but for a tenth. */
async function makeProject(address: string): Promise<string> {
  const names = Array.from({ length: Number(count) }, (_, index) => `bird_${index}`)
  const tables: string[] = []
  for (const [at, name] of names.entries()) {
    const isNative = at % 10 < 3
    const tags = isNative ? TARGETS.map((target) => `${target.split('-')[0]}-${target}`) : ['py3-none-any']
    const files = await Promise.all(tags.map((tag) => makeWheel(name, tag)))
    published.set(name.replace('_', '-'), files)
    const next = names[at + 1]
    tables.push(
      `[[package]]\nname = "${name.replace('_', '-')}"\nversion = "1.0"\nsource = { registry = "${address}/simple" }`,
      ...(next === undefined ? [] : [`dependencies = [{ name = "${next.replace('_', '-')}" }]`]),
      `wheels = [\n${files.map(({ file, sha256 }) => `    { url = "${address}/${file}", hash = "sha256:${sha256}" },\n`).join('')}]\n`,
    )
  }
  const project = join(scratch, 'project')
  mkdirSync(join(project, 'src/nest'), { recursive: true })
  writeFileSync(join(project, 'src/nest/__init__.py'), '')
  writeFileSync(
    join(project, 'pyproject.toml'),
    `[project]\nname = "nest"\nversion = "1.0"\nlicense = "MIT"\nrequires-python = ">=3.9"\ndependencies = ["bird-0"]\n[tool.exuvia]\ntargets = ${JSON.stringify(TARGETS)}\n`,
  )
  writeFileSync(
    join(project, 'uv.lock'),
    `version = 1\nrequires-python = ">=3.9"\n\n${tables.join('\n')}\n[[package]]\nname = "nest"\nversion = "1.0"\nsource = { editable = "." }\ndependencies = [{ name = "bird-0" }]\n\n[package.metadata]\nrequires-dist = [{ name = "bird-0" }]\n`,
  )
  return project
}

async function makeWheel(
  name: string,
  tag: string,
): Promise<{ readonly file: string; readonly sha256: string }> {
  const info = `${name}-1.0.dist-info`
  const texts = {
    [`${name}/__init__.py`]: `TAG = "${tag}"\n`,
    [`${name}/data.txt`]: `${name} `.repeat(2000),
    [`${info}/METADATA`]: `Metadata-Version: 2.4\nName: ${name}\nVersion: 1.0\nLicense-Expression: MIT\n`,
    [`${info}/WHEEL`]: `Wheel-Version: 1.0\nGenerator: bench\nRoot-Is-Purelib: true\nTag: ${tag}\n`,
  }
  const entries = Object.entries(texts).map(([path, text]) => ({
    path,
    mode: 0o644 as const,
    size: text.length,
    open: () => Promise.resolve(Buffer.from(text)),
  }))
  const file = `${name}-1.0-${tag}.whl`
  await writeWheel(join(wheels, file), entries, { mtime: 1_700_000_000 })
  return {
    file,
    sha256: createHash('sha256')
      .update(readFileSync(join(wheels, file)))
      .digest('hex'),
  }
}
