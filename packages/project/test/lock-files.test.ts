import { describe, expect, test } from 'vitest'
import { cleanUp } from './helpers.ts'
import { chosen, emptyStore, fixture, open } from './lock-support.ts'

cleanUp()

const HEX = 'a'.repeat(64)
const PROJECT = '[project]\nname = "keel"\nversion = "1.0"\n'

/** The error of a project with a lock, as the terminal prints it. */
async function refused(files: Record<string, string>, env: NodeJS.ProcessEnv = {}): Promise<string> {
  try {
    await open({ 'pyproject.toml': PROJECT, ...files }, { env })
    return 'accepted'
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ExuviaError') throw error
    return error.message
  }
}

/** What the store is asked for. */
const read = async (text: string, more: Record<string, string> = {}, env = {}) => {
  const store = emptyStore()
  await open({ 'pyproject.toml': PROJECT, 'requirements.txt': text, ...more }, { store, env })
  return store.asked
}

const uv = (wheel: string, name = 'gull'): string =>
  `version = 1\n[[package]]\nname = "${name}"\nversion = "1.0"\nsource = { registry = "https://a.example/simple" }\nwheels = [\n    ${wheel},\n]\n[[package]]\nname = "keel"\nversion = "1.0"\nsource = { virtual = "." }\n`

const group = (text: string): Promise<string> =>
  refused({ 'pyproject.toml': `${PROJECT}[dependency-groups]\n${text}` })

describe('a requirements file, as pip reads it', () => {
  test('without entries locks nothing if the config names it, and is no lock otherwise', async () => {
    const named = { dependencies: { lock: { kind: 'file' as const, file: 'requirements.txt' } } }
    const empty = { 'requirements.txt': '# made by uv, for a project without dependencies\n' }
    expect((await open({ 'pyproject.toml': PROJECT, ...empty }, named)).findings).toEqual([])
    await expect(open({ 'pyproject.toml': PROJECT, 'requirements.txt': 'tern\n' }, named)).rejects.toThrow(
      'requirements.txt: invalid lock file: the file names no digests',
    )
  })

  test('has continued lines, comments, several digests, markers and options', async () => {
    const text = `# made by hand
--require-hashes
--index-url https://a.example/simple
--extra-index-url=https://b.example/simple   # second
Tern==1.0 ; python_version >= "3.8" \\
    --hash=sha256:${HEX} \\
    --hash sha384:${'b'.repeat(96)}
gull===2.0 --hash=sha256:${HEX} \\
    # a comment ends the entry
`
    const common = { index: 'https://a.example/simple', extraIndexes: ['https://b.example/simple'] }
    expect(await read(text)).toEqual([
      { name: 'tern', version: '1.0', digests: [`sha256:${HEX}`, `sha384:${'b'.repeat(96)}`], ...common },
      { name: 'gull', version: '2.0', digests: [`sha256:${HEX}`], ...common },
    ])
  })
  test('includes files of the project, with paths relative to the file that names them', async () => {
    const text = `-r more/base.txt\n-c more/limits.txt\ntern==1.0 --hash=sha256:${HEX}\n`
    const more = {
      'more/base.txt': `-rnext.txt\n`,
      'more/next.txt': `gull==2.0 --hash=sha256:${HEX}\n`,
      'more/limits.txt': 'gull<3\n',
    }
    expect((await read(text, more)).map(({ name }) => name)).toEqual(['gull', 'tern'])
    expect(await refused({ 'requirements.txt': text, ...more, 'more/limits.txt': '\ngull<2\n' })).toBe(
      'more/limits.txt:2: invalid lock file: the constraint gull<2 excludes gull 2.0 of requirements.txt',
    )
    expect(
      await refused({ 'requirements.txt': `-r ../other.txt\ntern==1.0 --hash=sha256:${HEX}\n` }),
    ).toMatch(/other\.txt/)
  })
  test('takes variables of the environment, which no message shows', async () => {
    const text = `--index-url https://me:\${TOKEN}@a.example/simple\ntern==1.0 --hash=sha256:${HEX}\n`
    const [asked] = await read(text, {}, { TOKEN: 's3cret' })
    expect(asked?.index).toBe('https://me:s3cret@a.example/simple')
    const wrong = `tern==1.0 --hash=sha256:${HEX}\n--find-links https://me:\${TOKEN}@a.example/\n`
    const message = await refused({ 'requirements.txt': wrong }, { TOKEN: 's3cret' })
    expect(message).toBe(
      'requirements.txt:2: invalid lock file: Exuvia does not support the option --find-links of requirements files',
    )
  })
  test.each([
    ['tern>=1.0', 'tern is not pinned to one version with =='],
    ['tern==1.*', 'tern is not pinned to one version with =='],
    ['tern==1.0,==1.0', 'tern is not pinned to one version with =='],
    ['tern === ', 'this line is no requirement: "=== " is not a version specifier'],
  ])('%s is refused at its line', async (requirement, problem) => {
    const text = `gull==1.0 --hash=sha256:${HEX}\n${requirement} --hash=sha256:${HEX}\n`
    expect(await refused({ 'requirements.txt': text })).toContain(
      problem.startsWith('this')
        ? 'requirements.txt:2: invalid lock file: this line is no requirement'
        : `requirements.txt:2: invalid lock file: ${problem}`,
    )
  })
  test('a requirement without a digest, or with a weak one, is refused', async () => {
    const first = `gull==1.0 --hash=sha256:${HEX}\n`
    expect(await refused({ 'requirements.txt': `${first}tern==1.0\n` })).toBe(
      'requirements.txt:2: invalid lock file: tern has no --hash',
    )
    expect(await refused({ 'requirements.txt': `${first}tern==1.0 --hash=md5:${'0'.repeat(32)}\n` })).toBe(
      `requirements.txt:2: invalid lock file: tern has --hash=md5:${'0'.repeat(32)}, which is no SHA-2 digest`,
    )
  })
  test('a direct reference needs no index', async () => {
    const text = `gull @ https://a.example/gull-1.0-py3-none-any.whl --hash=sha256:${HEX}\nhttps://a.example/tern-2.0-py3-none-any.whl#sha256=${HEX}\n`
    const source = await open({ 'pyproject.toml': PROJECT, 'requirements.txt': text })
    expect(await chosen(source, 'cp312-any')).toEqual(['gull==1.0 py3-none-any', 'tern==2.0 py3-none-any'])
  })
})

describe('a lock file from an attacker', () => {
  test.each([
    [
      'a name that leads out of the cache',
      `{ url = "https://a.example/gull-1.0-1%2F..%2F..%2Fx-py3-none-any.whl", hash = "sha256:${HEX}" }`,
    ],
    [
      'a name with a backslash',
      String.raw`{ url = "https://a.example/..%5Cgull-1.0-py3-none-any.whl", hash = "sha256:${HEX}" }`,
    ],
    ['no digest', '{ url = "https://a.example/gull-1.0-py3-none-any.whl" }'],
    [
      'a weak digest',
      `{ url = "https://a.example/gull-1.0-py3-none-any.whl", hash = "md5:${'0'.repeat(32)}" }`,
    ],
    [
      'a digest of the wrong length',
      '{ url = "https://a.example/gull-1.0-py3-none-any.whl", hash = "sha256:00" }',
    ],
    [
      'an address that is none',
      `{ url = "ftp://a.example/gull-1.0-py3-none-any.whl", hash = "sha256:${HEX}" }`,
    ],
    [
      'the wheel of another package',
      `{ url = "https://a.example/tern-1.0-py3-none-any.whl", hash = "sha256:${HEX}" }`,
    ],
    [
      'the wheel of another version',
      `{ url = "https://a.example/gull-2.0-py3-none-any.whl", hash = "sha256:${HEX}" }`,
    ],
  ])('with %s is refused, with file and line', async (_title, wheel) => {
    expect(await refused({ 'uv.lock': uv(wheel) })).toMatch(/^uv\.lock:\d+: invalid lock file: /)
  })
  test('with an own key of objects, or nested too deep, is refused', async () => {
    expect(await refused({ 'uv.lock': 'version = 1\n[__proto__]\nx = 1\n' })).toMatch(/^uv\.lock:2/)
    expect(await refused({ 'uv.lock': `version = 1\nx = ${'['.repeat(5000)}` })).toMatch(/^uv\.lock/)
  })
  test('of a version that Exuvia does not know is refused', async () => {
    expect(await refused({ 'uv.lock': 'version = 2\n' })).toBe(
      'uv.lock:1: invalid lock file: its version is 2, where 1 is known',
    )
    expect(await refused({ 'pylock.toml': 'lock-version = "2.0"\n' })).toBe(
      'pylock.toml:1: invalid lock file: its lock-version is 2.0, where 1.0 is known',
    )
  })
  test('with a marker that is none is refused', async () => {
    const text = (await fixture('basic.uv.lock')).replace(
      'marker = "python_full_version < \'3.10\'"',
      'marker = "os == 1"',
    )
    expect(await refused({ 'uv.lock': text })).toMatch(
      /uv\.lock:\d+: .*"os == 1", which is no environment marker/,
    )
  })
  test('that includes itself is read once', async () => {
    const text = `-r requirements.txt\ntern==1.0 --hash=sha256:${HEX}\n`
    expect(await refused({ 'requirements.txt': text })).toBe('accepted')
  })
})

describe('dependency groups (PEP 735)', () => {
  test('that include themselves or a group that does not exist are refused', async () => {
    expect(await group('a = [{ include-group = "b" }]\nb = [{ include-group = "A" }]\n')).toMatch(
      /includes itself/,
    )
    expect(await group('a = [{ include-group = "c" }]\n')).toMatch(/"c", which does not exist/)
    expect(await group('a = [{ path = "x" }]\n')).toMatch(/neither a requirement nor include-group/)
  })
})
