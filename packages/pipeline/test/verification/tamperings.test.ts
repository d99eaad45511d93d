import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type VerifyOptions, type VerifyReport, buildRelease, verifySubject } from '../../src/index.ts'
import { contextFor } from '../commands/provenance-setting.ts'
import { EMPTY, FIELDS, TAMPERINGS, TARBALL_TAMPERINGS, edit, editData } from './tamperings.ts'

const STEM = 'hello-1.0.0'
const TARBALL = `${STEM}-cp312-any.tar.gz`
const MANIFEST = `${STEM}.manifest.json`
let dist = ''
/** A folder to work in, with the unpacked tarball in it. */
let here = ''

beforeAll(async () => {
  const project = mkdtempSync(path.join(tmpdir(), 'exuvia tamper '))
  const files = {
    'pyproject.toml':
      '[project]\nname = "hello"\nversion = "1.0.0"\nlicense = "MIT"\nscripts = { hello = "hello:main" }\n' +
      '[tool.exuvia]\ntargets = ["cp312", "cp311"]\n' +
      '[[tool.exuvia.policy.rules]]\npath = "hello/empty.py"\nship = "source"\nreason = "it is empty"\n',
    'src/hello/__init__.py': 'def main():\n    """Greets."""\n    print("hello")\n',
    'src/hello/empty.py': '',
  }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(project, name)), { recursive: true })
    writeFileSync(path.join(project, name), text)
  }
  await buildRelease({}, contextFor(project, { SOURCE_DATE_EPOCH: '1700000000' }))
  dist = path.join(project, 'dist')
  return () => rmSync(project, { recursive: true })
})

beforeEach(() => {
  here = mkdtempSync(path.join(tmpdir(), 'exuvia tampered '))
  execFileSync('tar', ['-xpf', path.join(dist, TARBALL), '-C', here])
  return () => {
    rmSync(here, { recursive: true, force: true })
  }
})

const unpacked = (): string => path.join(here, STEM)
const trusted = (): VerifyOptions => ({ manifest: path.join(dist, MANIFEST) })

/** Packs the unpacked folder again after a change. */
function repack(...options: readonly string[]): string {
  const tarball = path.join(here, TARBALL)
  const names = options.includes('--no-recursion') ? `$(find * -type f)` : '*'
  const command = `tar ${options.join(' ')} --sort=name --owner=0 --group=0 -czf /tmp/$$.tgz ${names} && mv /tmp/$$.tgz "$0"`
  execFileSync('sh', ['-c', command, tarball], { cwd: here })
  return tarball
}

/** The release with the tampered tarball in it. */
function release(tarball: string): string {
  const folder = mkdtempSync(path.join(here, 'release '))
  cpSync(dist, folder, { recursive: true })
  renameSync(tarball, path.join(folder, TARBALL))
  return folder
}

/** The lines of a report or an error, the outcome first. */
async function verify(subject: string, options: VerifyOptions = {}): Promise<string[]> {
  try {
    return lines(await verifySubject(subject, options, contextFor(here, {})))
  } catch (error) {
    const { kind, message } = error as { kind?: string; message: string }
    return [`error ${kind}`, message]
  }
}

function lines({ outcome, items }: VerifyReport): string[] {
  const differences = items.flatMap(({ problems, comparison }) => [
    ...problems,
    ...(comparison?.changed ?? []).map((each) => `changed ${each.path}`),
    ...(comparison?.missing ?? []).map((each) => `missing ${each.path}`),
    ...(comparison?.missingFolders ?? []).map((each) => `missing ${each}`),
    ...(comparison?.extra ?? []).map((each) => `extra ${each.path}`),
    ...(comparison?.modeChanged ?? []).map((each) => `mode ${each.path} ${each.actual}`),
  ])
  return [outcome, ...differences]
}

/** The words for files that are not from the build: they differ, or are refused. */
function told(report: readonly string[]): string {
  const [first = ''] = report
  if (!/^(?:differs|error (?:refused|usage))$/.test(first)) throw new Error(`it passed: ${first}`)
  return report.join('\n')
}

describe('an unchanged tarball', () => {
  test('is intact with the manifest, and not proven without it', { tags: ['tar'] }, async () => {
    for (const subject of [unpacked(), repack()]) expect(await verify(subject)).toEqual(['not-proven'])
    for (const subject of [unpacked(), path.join(dist, TARBALL)])
      expect(await verify(subject, trusted())).toEqual(['intact'])
    expect(await verify(dist)).toEqual(['intact'])
  })

  test.each(['077', '027', '002', '000'])('is intact with the umask %s', { tags: ['tar'] }, async (umask) => {
    const folder = path.join(here, 'umask')
    mkdirSync(folder)
    const command = `umask ${umask}; tar --no-same-permissions -xf "$0" -C "$1"`
    execFileSync('sh', ['-c', command, path.join(dist, TARBALL), folder])
    expect(await verify(path.join(folder, STEM), trusted())).toEqual(['intact'])
  })

  test('is intact in a folder that passes on its group', { tags: ['tar'] }, async () => {
    const folder = path.join(here, 'shared')
    mkdirSync(folder)
    chmodSync(folder, 0o2775)
    execFileSync('sh', [
      '-c',
      `umask 022; mkdir "$1"; tar --strip-components=1 -xf "$0" -C "$1"`,
      path.join(dist, TARBALL),
      path.join(folder, 'any'),
    ])
    expect(await verify(path.join(folder, 'any'), trusted())).toEqual(['intact'])
  })
})

describe.each(TAMPERINGS)(
  '$name',
  { tags: ['tar'] },
  ({ change, told: what, toldOfTarball: whatOfTarball = what }) => {
    test('is reported for an unpacked folder, with and without the manifest', async () => {
      change(unpacked())
      expect(told(await verify(unpacked()))).toContain(what)
      expect(told(await verify(unpacked(), trusted()))).toContain(what)
    })

    test('is reported for a tarball and for a release', async () => {
      change(unpacked())
      const tarball = repack()
      expect(told(await verify(tarball))).toContain(whatOfTarball)
      expect(told(await verify(tarball, trusted()))).toContain(whatOfTarball)
      expect(told(await verify(release(tarball)))).toContain('differs')
    })
  },
)

describe.each(TARBALL_TAMPERINGS)(
  'in a tarball, $name',
  { tags: ['tar'] },
  ({ change, pack = [], told: what }) => {
    test('is reported', async () => {
      change(unpacked())
      const tarball = repack(...pack)
      expect(told(await verify(tarball))).toContain(what)
      expect(told(await verify(tarball, trusted()))).toContain(what)
      expect(told(await verify(release(tarball)))).toContain('differs')
    })
  },
)

describe.each(FIELDS)('%s in EXUVIA.json', { tags: ['tar'] }, (field, change) => {
  test('is compared with the manifest, and the file does not prove itself', async () => {
    editData(change)(unpacked())
    const expected =
      field === 'kind' || field === 'target'
        ? /the manifest has no artifact|differs/
        : new RegExp(`${field} in EXUVIA.json differs`)
    expect((await verify(unpacked()))[0]).not.toBe('intact')
    expect((await verify(unpacked(), trusted())).join('\n')).toMatch(expected)
    const tarball = repack()
    expect((await verify(tarball))[0]).not.toBe('intact')
    expect((await verify(tarball, trusted())).join('\n')).toMatch(expected)
    expect(told(await verify(release(tarball)))).toContain('differs')
  })
})

test(
  'an EXUVIA.json of a newer Exuvia is reported as unknown, not as tampered with',
  { tags: ['tar'] },
  async () => {
    edit((text) => text.replace('exuvia.tarball/1', 'exuvia.tarball/2').replace('"kind"', '"kindOf"'))(
      unpacked(),
    )
    for (const subject of [unpacked(), repack()])
      await expect(verifySubject(subject, {}, contextFor(here, {}))).rejects.toMatchObject({
        kind: 'usage',
        code: 'manifest-newer',
        hint: expect.stringContaining('exuvia@latest') as unknown,
      })
  },
)

test('a socket instead of an empty file is reported', { tags: ['tar'] }, async () => {
  const at = path.join(unpacked(), EMPTY)
  rmSync(at)
  // A socket's address has at most 107 bytes.
  const server = createServer()
  const cwd = process.cwd()
  process.chdir(path.dirname(at))
  await new Promise<void>((resolve) => server.listen(path.basename(at), resolve))
  process.chdir(cwd)
  try {
    expect(await verify(unpacked(), trusted())).toEqual(['differs', `changed ${EMPTY}`])
  } finally {
    server.close()
  }
})

describe('in the folder of a release', { tags: ['tar'] }, () => {
  const all = readdirOf
  test.each(['a pipe', 'a folder', 'nothing'])('%s instead of each file is reported', async (what) => {
    for (const name of all()) {
      const folder = path.join(here, 'release')
      cpSync(dist, folder, { recursive: true })
      rmSync(path.join(folder, name))
      if (what === 'a pipe') execFileSync('mkfifo', [path.join(folder, name)])
      if (what === 'a folder') mkdirSync(path.join(folder, name))
      const report = await verify(folder)
      // If the manifest is missing, SHA256SUMS still lists it.
      expect([name, report[0]]).toEqual([name, expect.stringMatching(/^(?:differs|error)/)])
      rmSync(folder, { recursive: true })
    }
  })

  test('an additional byte in each file is reported', async () => {
    for (const name of all()) {
      const folder = path.join(here, 'release')
      cpSync(dist, folder, { recursive: true })
      writeFileSync(
        path.join(folder, name),
        Buffer.concat([readFileSync(path.join(folder, name)), Buffer.from(' ')]),
      )
      const report = await verify(folder)
      expect([name, report[0]]).toEqual([name, expect.stringMatching(/^(?:differs|error)/)])
      rmSync(folder, { recursive: true })
    }
  })

  test('additional files and folders are named, also hidden ones', async () => {
    const folder = path.join(here, 'release')
    cpSync(dist, folder, { recursive: true })
    writeFileSync(path.join(folder, '.hidden'), '')
    writeFileSync(path.join(folder, 'more.txt'), '')
    mkdirSync(path.join(folder, 'empty'))
    const { notes } = await verifySubject(folder, {}, contextFor(here, {}))
    for (const name of ['.hidden', 'more.txt', 'empty'])
      expect(notes).toContain(`${name} is not part of the release and was not checked`)
  })
})

function readdirOf(): string[] {
  return readdirSync(dist)
}
