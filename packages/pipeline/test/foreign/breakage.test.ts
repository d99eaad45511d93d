import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { makeTar, makeZip, padded, tarHeader } from '@exuvia/crafted-archives'
import { type Finding, findingPlace } from '@exuvia/model'
import { temporaryFolder } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import { checkFiles } from '../../src/index.ts'
import { contextFor } from '../support/machines.ts'
import { makeWheel } from '../support/make-wheel.ts'

const READS = 'import inspect\nX = inspect.getsource(lambda: 0)\n'
const POPS = 'ITEMS = iter([1])\nassert next(ITEMS)\n'
const BREAKS = new Set([
  'assert-removed',
  'docstring-removed',
  'folder-needed',
  'source-needed',
  'sources-not-examined',
])

/** What check says of breaks, for a wheel of one module or an archive. */
async function breaks(file: string, config = ''): Promise<string[]> {
  const cwd = path.dirname(file)
  if (config !== '') writeFileSync(path.join(cwd, 'exuvia.toml'), config)
  const found = await checkFiles([path.basename(file)], {}, contextFor(cwd))
  return found.filter(({ code }) => BREAKS.has(code)).map(inWords)
}

function inWords({ severity, code, subject, args }: Finding): string {
  return `${severity} ${code} ${findingPlace(subject)} ${String(args['way'] ?? args['reason'])}${String(args['others'] ?? '')}`.trim()
}

function wheel(files: Readonly<Record<string, string>>): Promise<string> {
  return makeWheel(temporaryFolder(), 'kelp', 'py3-none-any', '', { files })
}

function archive(name: string, files: Readonly<Record<string, string>>): string {
  const file = path.join(temporaryFolder(), name)
  const entries = Object.entries(files)
  const bytes = name.endsWith('.tar.gz')
    ? gzipSync(
        makeTar(entries.flatMap(([at, text]) => [tarHeader(at, '0', { size: text.length }), padded(text)])),
      )
    : makeZip(entries.map(([at, content]) => ({ name: at, content })))
  writeFileSync(file, bytes)
  return file
}

/** A source of so many words: those in comments count too, and are quick to parse. */
const names = (count: number): string => `${READS}#${' a'.repeat(count)}\n`

describe('the sources in a finished file', { tags: ['cp312', 'slow'] }, () => {
  test('of a wheel with the machine code of a module are not judged', async () => {
    const native = 'kelp/pops.cpython-312-x86_64-linux-gnu.so'
    const file = await wheel({
      'kelp/reads.py': READS,
      'kelp/reads.abi3.so': '',
      'kelp/pops.py': POPS,
      [native]: '',
    })
    expect(await breaks(file, 'targets = ["cp312-any"]\n[compile]\noptimize = 1\n')).toEqual([])
  })

  test('of a wheel are judged as the bytecode that the policy wants', async () => {
    const file = await wheel({ 'kelp/reads.py': READS, 'kelp/pops.py': POPS })
    const place = 'kelp-1.0-py3-none-any.whl!kelp'
    expect(await breaks(file)).toEqual([`error source-needed ${place}/reads.py:2 kelp no-source`])
    const config = 'targets = ["cp312-any"]\n[compile]\noptimize = 1\n'
    expect(await breaks(file, config)).toEqual([
      `error assert-removed ${place}/pops.py:2 kelp -O`,
      `error source-needed ${place}/reads.py:2 kelp no-source`,
    ])
  })

  test('of a wheel for one Python are read by that Python', async () => {
    const file = await makeWheel(temporaryFolder(), 'kelp', 'cp312-cp312-linux_x86_64', '', {
      files: { 'kelp/reads.py': READS },
    })
    const place = 'kelp-1.0-cp312-cp312-linux_x86_64.whl!kelp/reads.py:2'
    expect(await breaks(file)).toEqual([`error source-needed ${place} kelp no-source`])
  })

  test('do not break where the policy ships them', async () => {
    const file = await wheel({ 'kelp/reads.py': READS })
    const rule = '[[policy.rules]]\npath = "lib/kelp/reads.py"\nship = "source"\nreason = "it reads itself"\n'
    expect(await breaks(file, `targets = ["cp312-any"]\n${rule}`)).toEqual([])
  })

  test('are reached through the entry points of their wheel', async () => {
    const reads = 'import inspect\ndef main():\n    return inspect.getsource(main)\n'
    const files = {
      'kelp/cli.py': reads,
      'INFO/entry_points.txt': '[console_scripts]\nkelp = kelp.cli:main\n',
    }
    expect(await breaks(await wheel(files))).toEqual([
      'error source-needed kelp-1.0-py3-none-any.whl!kelp/cli.py:3 kelp no-source',
    ])
  })

  test('of an sdist are those that it installs', async () => {
    const file = archive('kelp-1.0.tar.gz', {
      'kelp-1.0/setup.py': READS,
      'kelp-1.0/docs/conf.py': READS,
      'kelp-1.0/kelp/__init__.py': '',
      'kelp-1.0/kelp/reads.py': READS,
      'kelp-1.0/tests/test_it.py': READS,
    })
    expect(await breaks(file)).toEqual([
      'error source-needed kelp-1.0.tar.gz!kelp-1.0/kelp/reads.py:2 kelp-1.0.tar.gz no-source',
    ])
  })

  test('of a zipapp are judged too', async () => {
    const file = archive('kelp.pyz', { '__main__.py': 'import kelp\n', 'kelp.py': READS })
    expect(await breaks(file)).toEqual(['error source-needed kelp.pyz!kelp.py:2 kelp.pyz no-source'])
  })

  test('that no Python here reads are not examined', async () => {
    const file = await wheel({ 'kelp/old.py': 'print "inspect.getsource"\n' })
    expect(await breaks(file)).toEqual([
      'note sources-not-examined kelp-1.0-py3-none-any.whl!kelp/old.py kelp ' +
        'the Python that examines does not read the syntax, or it is too large',
    ])
  })

  test('that are too large are not examined', async () => {
    const file = await wheel({ 'kelp/large.py': `${READS}X = 1\n`.padEnd(5 * 1024 * 1024, '# more\n') })
    expect((await breaks(file)).map((each) => each.split(' ').slice(0, 3).join(' '))).toEqual([
      'note sources-not-examined kelp-1.0-py3-none-any.whl!kelp/large.py',
    ])
  })

  test('that have more tokens than real sources are not examined, alone or together', async () => {
    const alone = await wheel({ 'kelp/many.py': names(400_000) })
    expect((await breaks(alone)).map((each) => each.split(' ').slice(0, 3).join(' '))).toEqual([
      'note sources-not-examined kelp-1.0-py3-none-any.whl!kelp/many.py',
    ])
    // Each is small enough. The first three use up what a small archive may cost.
    const together = await wheel(
      Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`kelp/${name}.py`, names(160_000)])),
    )
    expect((await breaks(together)).filter((each) => each.startsWith('note'))).toHaveLength(1)
  })
})

test('without a Python the sources are not examined, and that is said', async () => {
  // A text that no other test examines: facts are kept.
  const file = await wheel({ 'kelp/reads.py': `# ${path.basename(temporaryFolder())}\n${READS}` })
  const config = 'targets = ["cp312-any"]\n[compile]\ntoolchain = "./no-such-python"\n'
  const [found = '', ...more] = await breaks(file, config)
  expect(more).toEqual([])
  expect(found).toMatch(/^note sources-not-examined kelp-1\.0-py3-none-any\.whl .*no-such-python/)
})

describe('a zipapp', { tags: ['cp312', 'slow'] }, () => {
  const OPENS = 'import os\nHERE = os.path.dirname(__file__)\nFILE = os.path.join(HERE, "a.txt")\n'

  test('has no file beside a module', async () => {
    const file = archive('kelp.pyz', {
      '__main__.py': 'import kelp\n',
      'kelp.py': `${OPENS}X = open(FILE).read()\n`,
      'asks.py': `${OPENS}X = os.path.exists(FILE)\n`,
      'calls.py': `${OPENS}def f():\n    return os.listdir(HERE)\n`,
      'paths.py': 'from pathlib import Path\nX = (Path(__file__).parent / "a.txt").read_text()\n',
      'caught.py': `${OPENS}try:\n    X = open(FILE).read()\nexcept OSError:\n    X = ""\n`,
      'others.py': `${OPENS}def f(FILE):\n    return open(FILE + "x")\ndef g(name):\n    return open(name)\n`,
      'main.py': `${OPENS}if __name__ == "__main__":\n    open(FILE)\n`,
      'ignored.py': `${OPENS}X = os.listdir(HERE)  # exuvia: ignore[folder-needed] it is there\n`,
    })
    const rule = '[[policy.rules]]\ndistribution = "*"\nship = "source"\nreason = "all of it"\n'
    const found = await breaks(file, `targets = ["cp312-any"]\n${rule}`)
    expect(found).toEqual([
      'error folder-needed kelp.pyz!kelp.py:4 kelp.pyz zip (also paths.py:2)',
      'warning folder-needed kelp.pyz!asks.py:4 kelp.pyz zip (also calls.py:5)',
    ])
  })

  test('that unpacks itself, a wheel and an sdist have folders', async () => {
    const module = { 'kelp/__init__.py': '', 'kelp/opens.py': `${OPENS}X = open(FILE).read()\n` }
    const zipped = { ...module, '__main__.py': '' }
    expect(await breaks(archive('kelp.pex', { ...zipped, 'PEX-INFO': '{}' }))).toEqual([])
    expect(await breaks(archive('kelp.pyz', { ...zipped, 'site-packages/a.py': '' }))).toEqual([])
    expect(await breaks(await wheel({ 'kelp/opens.py': module['kelp/opens.py'] }))).toEqual([])
  })
})
