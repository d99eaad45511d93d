import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  distributionStem,
  escapeName,
  isName,
  normalizeName,
  parseSdistFilename,
  parseWheelFilename,
  wheelTags,
} from '../src/index.ts'
import { python } from './support.ts'

const NAMES = ['Tide.Mark', 'tide__mark', 'A-._b', 'ruamel.yaml', 'zope.interface', 'x', 'X2', 'foo-']

const CANONICAL = `
import json, sys
from packaging.utils import canonicalize_name, InvalidName
def one(name):
    try: return canonicalize_name(name, validate=True)
    except InvalidName: return None
print('\\n@@' + json.dumps([one(n) for n in json.loads(sys.argv[1])]))
`

describe('names', () => {
  test('are normalised as the packaging library normalises them', { tags: ['pypi'] }, async () => {
    const wrong = ['', '-x', 'x-', 'a b', 'é', 'a/b', '_']
    const golden = await python<(string | null)[]>(CANONICAL, [...NAMES, ...wrong])
    expect([...NAMES, ...wrong].map((name) => (isName(name) ? normalizeName(name) : null))).toEqual(golden)
  })

  test('do not change when normalised twice', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9._-]{1,20}$/), (name) => {
        const normal = normalizeName(name)
        expect(normalizeName(normal)).toBe(normal)
        expect(normalizeName(escapeName(name))).toBe(normal)
        expect(escapeName(name)).not.toMatch(/[-.]/)
      }),
    )
  })

  test('begin file names, escaped', () => {
    expect(distributionStem('Tide.Mark', '1.2.0')).toBe('tide_mark-1.2.0')
  })
})

const WHEELS = [
  'click-8.1.7-py3-none-any.whl',
  'a-1.0-1-py2.py3-none-any.whl',
  'a-1.0-10x-py3-none-any.whl',
  'MarkupSafe-3.0.2-cp313-cp313t-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
  'a_b-1.0rc1-cp38-abi3-win_amd64.whl',
  'a-1.0+ubuntu.1-py3-none-any.whl',
]

const SDISTS = ['tide_mark-1.2.0.tar.gz', 'tide-mark-1.2.0.tar.gz', 'a-1.0.zip', 'a-2!1.0.tar.gz']

const FILES = `
import json, sys
from packaging.utils import parse_wheel_filename, parse_sdist_filename
wheels, sdists = json.loads(sys.argv[1])
def wheel(name):
    n, v, b, t = parse_wheel_filename(name)
    return [n, str(v), list(b), sorted(map(str, t))]
print('\\n@@' + json.dumps([[wheel(w) for w in wheels], [[n, str(v)] for n, v in map(parse_sdist_filename, sdists)]]))
`

describe('file names', () => {
  test('are parsed as the packaging library parses them', { tags: ['pypi'] }, async () => {
    const golden = await python<unknown>(FILES, [WHEELS, SDISTS])
    const wheels = WHEELS.map((name) => {
      const wheel = parseWheelFilename(name)
      const build = name.split('-').length === 6 ? wheel.build : []
      return [wheel.normalizedName, wheel.version, build, wheelTags(wheel).sort()]
    })
    const sdists = SDISTS.map((name) => {
      const sdist = parseSdistFilename(name)
      return [sdist?.normalizedName, sdist?.version]
    })
    expect([wheels, sdists]).toEqual(golden)
  })

  test.each(['a.tar.gz', 'a-x.tar.gz', 'a-1.0.tar.bz2', '-1.0.tar.gz', 'a-1.0.whl', ''])(
    '"%s" is not an sdist',
    (name) => {
      expect(parseSdistFilename(name)).toBeUndefined()
    },
  )
})
