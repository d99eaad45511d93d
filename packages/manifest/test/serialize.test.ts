import { readFile } from 'node:fs/promises'

import { ExuviaError, type ReleaseManifest, type TarballManifest } from '@exuvia/model'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'

import {
  manifestJsonSchema,
  parseManifest,
  parsePart,
  parseTarballManifest,
  partJsonSchema,
  serializeManifest,
  serializePart,
  serializeStart,
  serializeTarballManifest,
  startJsonSchema,
  tarballJsonSchema,
} from '../src/index.ts'
import { KINDS, MANIFEST, PART, START, TARBALL, TWIN, artifact, digest, file } from './example.ts'

/** The first line of what is wrong with a manifest after a change. */
function complaint(change: Record<string, unknown>): string {
  try {
    parseManifest(JSON.stringify({ ...MANIFEST, ...change }), 'm.json')
    return 'nothing'
  } catch (error) {
    if (!(error instanceof ExuviaError)) throw error
    return error.message
  }
}

const withFiles = (...files: unknown[]) => ({ artifacts: [{ ...TWIN, files }] })

/** The same value with the keys of every object in reverse. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, reversed(item)])
      .toReversed(),
  )
}

describe('a file that Exuvia 0.1 wrote, before projects were read by their wheels and locks', () => {
  test.each([
    ['tide-0.1.manifest.json', parseManifest],
    ['tide-0.1-cp312-any.part.json', parsePart],
    ['EXUVIA.json', parseTarballManifest],
  ] as const)('%s is read, with all that it says', async (name, read) => {
    const text = await readFile(new URL(`fixtures/0.1/${name}`, import.meta.url), 'utf8')
    expect(read(text, name)).toEqual(JSON.parse(text))
  })
})

describe('a manifest', () => {
  test('reads back unchanged, and is written again as the same text', () => {
    const text = serializeManifest(MANIFEST)
    expect(parseManifest(text, 'm.json')).toEqual(MANIFEST)
    expect(serializeManifest(parseManifest(text, 'm.json'))).toBe(text)
    const tarball = serializeTarballManifest(TARBALL)
    expect(parseTarballManifest(tarball, 'EXUVIA.json')).toEqual(TARBALL)
    expect(serializeTarballManifest(parseTarballManifest(tarball, 'EXUVIA.json'))).toBe(tarball)
    const part = serializePart(PART)
    expect(parsePart(part, 'p.part.json')).toEqual(PART)
    expect(serializePart(parsePart(part, 'p.part.json'))).toBe(part)
  })

  test('is the same text for any order of its keys', () => {
    expect(serializeManifest(reversed(MANIFEST) as ReleaseManifest)).toBe(serializeManifest(MANIFEST))
    expect(serializeTarballManifest(reversed(TARBALL) as TarballManifest)).toBe(
      serializeTarballManifest(TARBALL),
    )
  })

  test('is indented by two spaces, begins with its format and ends with a line feed', () => {
    const text = serializeManifest(MANIFEST)
    expect(text.startsWith('{\n  "schema": "exuvia.manifest/1",\n  "name": "Tidemark",\n')).toBe(true)
    expect(text.endsWith('\n}\n')).toBe(true)
  })

  test('is not written if it is invalid', () => {
    expect(() => serializeManifest({ ...MANIFEST, sourceDate: 1.5 })).toThrow(
      'not a manifest: sourceDate: expected a whole number, got 1.5',
    )
  })
})

describe('a manifest of unknown origin', () => {
  test.each([
    [
      withFiles(file('../x')),
      'artifacts[0].files[0].path: expected a path below the folder of the release, got "../x"',
    ],
    [
      withFiles(file('a/../../x')),
      'artifacts[0].files[0].path: expected a path below the folder of the release, got "a/../../x"',
    ],
    [
      withFiles(file('/etc/passwd')),
      'artifacts[0].files[0].path: expected a path below the folder of the release, got "/etc/passwd"',
    ],
    [
      withFiles(file('a\\..\\..\\x')),
      'artifacts[0].files[0].path: expected a path below the folder of the release, got "a\\\\..\\\\..\\\\x"',
    ],
    [
      withFiles(file('C:x')),
      'artifacts[0].files[0].path: expected a path below the folder of the release, got "C:x"',
    ],
    [
      withFiles(file('a//b')),
      'artifacts[0].files[0].path: expected a path in its shortest form, with "/", got "a//b"',
    ],
    [
      withFiles(file('./a')),
      'artifacts[0].files[0].path: expected a path in its shortest form, with "/", got "./a"',
    ],
    [
      withFiles(file('')),
      'artifacts[0].files[0].path: expected a path in its shortest form, with "/", got ""',
    ],
    [withFiles(file('a'), file('a')), 'artifacts[0].files[1]: appears twice, got an object'],
    [
      withFiles(file('a', { sha256: digest('A') })),
      `artifacts[0].files[0].sha256: expected a SHA-256 as 64 lower-case hex digits, got "${digest('A')}"`,
    ],
    [
      withFiles(file('a', { mode: '755' })),
      'artifacts[0].files[0].mode: expected permission bits such as 0644, got "755"',
    ],
    [withFiles(file('a', { size: -1 })), 'artifacts[0].files[0].size: expected at least 0, got -1'],
    [withFiles({ ...file('a'), mtime: 3 }), 'artifacts[0].files[0].mtime: unknown key'],
    [
      { artifacts: [{ ...TWIN, sizes: { ...TWIN.sizes, kinds: KINDS } }] },
      'artifacts[0].sizes.kinds: expected kinds that add up to 0 bytes of bytecode, got an object',
    ],
    [
      { artifacts: [{ ...TWIN, file: 'a/b.tar.gz' }] },
      'artifacts[0].file: expected the name of a file, without a folder, got "a/b.tar.gz"',
    ],
    [
      { artifacts: [{ ...TWIN, file: '..' }] },
      'artifacts[0].file: expected the name of a file, without a folder, got ".."',
    ],
    [{ artifacts: [TWIN, TWIN] }, 'artifacts[1]: appears twice, got an object'],
    [
      { artifacts: [artifact('cp312-any', { target: 'linux' })] },
      'artifacts[0].target: expected a target such as cp312-any, got "linux"',
    ],
    [{ commit: 'main' }, 'commit: expected a git commit as 40 or 64 hex digits, got "main"'],
    [
      { compilers: [{ ...MANIFEST.compilers[0], magic: 70_000 }] },
      'compilers[0].magic: expected at most 65535, got 70000',
    ],
    [
      { compilers: [{ ...MANIFEST.compilers[0], toolchain: 'gcc' }] },
      'compilers[0].toolchain: expected "native" or "embedded", got "gcc"',
    ],
    [{ name: undefined }, 'name: missing'],
    [{ name: '\u001B[2J', version: 3 }, '\n  version: expected a string, got 3'],
    [{ schema: 'exuvia.tarball/1' }, 'expected schema "exuvia.manifest/1", got "exuvia.tarball/1"'],
    [{ schema: 3 }, 'expected schema "exuvia.manifest/1", got none'],
  ])('%#: %j', (change, expected) => {
    expect(complaint(change)).toBe(`m.json is not a valid manifest:\n  ${expected.trim()}`)
  })

  test('is reported with its first ten faults, and with control characters escaped', () => {
    const files = Array.from({ length: 12 }, (_, index) => file(`../${index}\u001B[2J\u202E`))
    const lines = complaint(withFiles(...files)).split('\n')
    expect(lines).toHaveLength(12)
    expect(lines[1]).toBe(
      String.raw`  artifacts[0].files[0].path: expected a path below the folder of the release, got "../0\u001b[2J\u202e"`,
    )
    expect(lines.at(-1)).toBe('  and 2 more')
  })

  test.each([
    ['"policy": [', '"policy": [],\n  "policy": [', 'line 18: the key "policy" appears twice'],
    ['"sourceDate": ', String.raw`"\u006eame": "x", "sourceDate": `, 'line 8: the key "name" appears twice'],
    ['"mode": "0755"', '"mode": "0755", "mode": "0755"', 'the key "mode" appears twice'],
    ['"kind": ', '"__proto__": {}, "kind": ', 'line 5: the key "__proto__" is not supported'],
  ])('with a key twice is refused: %s', (from, to, problem) => {
    const text = serializeTarballManifest(TARBALL)
    expect(text).toContain(from)
    expect(() => parseTarballManifest(text.replace(from, to), 'm.json')).toThrow(problem)
  })

  test('is reported with its first fault if it has more values than would fit a report', () => {
    const lines = complaint(withFiles(...Array.from({ length: 30_000 }, () => 0))).split('\n')
    expect(lines.slice(1)).toEqual(['  artifacts[0].files[0]: expected an object, got 0'])
  })

  test('is refused if it is not JSON', () => {
    expect(() => parseManifest('{"schema": \u001B', 'm.json')).toThrow(
      /^m\.json is not a valid manifest:\n  not JSON: [ -~]+$/,
    )
    expect(() => parseManifest('null', 'm.json')).toThrow(
      'm.json is not a valid manifest:\n  expected schema "exuvia.manifest/1", got none',
    )
  })

  test('of a later format requires a later Exuvia, whatever else it contains', () => {
    expect(() =>
      parseTarballManifest('{"schema": "exuvia.tarball/2", "shape": "new"}', 'EXUVIA.json'),
    ).toThrow(
      expect.objectContaining({
        kind: 'usage',
        code: 'manifest-newer',
        message: 'EXUVIA.json has format exuvia.tarball/2; this Exuvia reads exuvia.tarball/1',
      }),
    )
  })

  test('may have names with any letters, and file names that POSIX allows', () => {
    const manifest = {
      ...MANIFEST,
      artifacts: [{ ...TWIN, files: [file('lib/日本語 "x"\n|.py'), file('a/..b/c..')] }],
    }
    expect(parseManifest(serializeManifest(manifest), 'm.json')).toEqual(manifest)
  })
})

describe('the JSON schemas', () => {
  test.each([
    ['manifest', manifestJsonSchema(), serializeManifest(MANIFEST)],
    ['tarball', tarballJsonSchema(), serializeTarballManifest(TARBALL)],
    ['part', partJsonSchema(), serializePart(PART)],
    ['start', startJsonSchema(), serializeStart(START)],
  ])(
    '%s: takes what is written, refuses other keys, and lies in docs/schemas as it is',
    async (name, schema, text) => {
      const validate = new Ajv({ allErrors: true }).compile(schema)
      expect(validate(JSON.parse(text))).toBe(true)
      expect(validate({ ...(JSON.parse(text) as object), extra: 1 })).toBe(false)
      expect(validate({ ...(JSON.parse(text) as object), files: [{}], artifacts: [{}] })).toBe(false)
      const stored = await readFile(
        new URL(`../../../docs/schemas/${name}.schema.json`, import.meta.url),
        'utf8',
      )
      expect(JSON.parse(stored)).toEqual(schema)
    },
  )
})

describe('docs/manifest.md', () => {
  test('shows a valid manifest and a valid EXUVIA.json', async () => {
    const text = await readFile(new URL('../../../docs/manifest.md', import.meta.url), 'utf8')
    const examples = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, json = '']) => json)
    const formats = examples.map((json) =>
      json.includes('"exuvia.manifest/1"')
        ? serializeManifest(parseManifest(json, 'docs')) === json
        : serializeTarballManifest(parseTarballManifest(json, 'docs')) === json,
    )
    expect(formats).toEqual([true, true])
  })
})
