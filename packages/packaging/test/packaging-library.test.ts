import { describe, expect, test } from 'vitest'
import {
  chooseWheel,
  compatibleTags,
  normalizeVersion,
  parseTarget,
  parseWheelFilename,
  readSpecifier,
  versionFits,
} from '../src/index.ts'
import { evaluateMarker, markerEnvironment, parseMarker } from '../src/marker.ts'
import { parseRequirement } from '../src/requirement.ts'
import { python } from './support.ts'

/** The truth of a marker of a lock, with one extra and one group. */
const holds = (text: string): string => {
  const marker = parseMarker(text)
  return marker === undefined ? 'invalid' : evaluateMarker(marker, {}, ['fast-json'], ['dev'])
}

const TAGS = `
import json, sys
from packaging import tags, _manylinux, _musllinux
_manylinux._have_compatible_abi = lambda *a: True
def platforms(p):
    if p == 'any': return ['@']  # none, which the library would take for the running machine's
    if p.startswith('manylinux'):
        _, major, minor, arch = p.split('_', 3)
        _manylinux._get_glibc_version = lambda: (int(major), int(minor))
        return list(_manylinux.platform_tags([arch]))
    if p.startswith('musllinux'):
        _, major, minor, arch = p.split('_', 3)
        _musllinux._get_musl_version = lambda _: _musllinux._MuslVersion(int(major), int(minor))
        return list(_musllinux.platform_tags([arch]))
    if p.startswith('macosx'):
        _, major, minor, arch = p.split('_', 3)
        return list(tags.mac_platforms((int(major), int(minor)), arch))
    return [p]
out = {}
for name, abi, version, target in json.loads(sys.argv[1]):
    p = platforms(target.split('-', 1)[1])
    out[target] = [str(t) for t in [
        *(tags.cpython_tags(version, [abi], p) if name.startswith('cp') else tags.generic_tags(name, [abi], p)),
        *tags.compatible_tags(version, name, p)] if '@' not in str(t)]
print('\\n@@' + json.dumps(out))
`

const TARGETS = [
  ['cp312', 'cp312', [3, 12], 'cp312-any'],
  ['cp312', 'cp312', [3, 12], 'cp312-manylinux_2_28_x86_64'],
  ['cp39', 'cp39', [3, 9], 'cp39-manylinux_2_17_aarch64'],
  ['cp36', 'cp36m', [3, 6], 'cp36-manylinux_2_5_i686'],
  ['cp310', 'cp310', [3, 10], 'cp310-musllinux_1_2_x86_64'],
  ['cp313', 'cp313', [3, 13], 'cp313-macosx_14_0_arm64'],
  ['cp311', 'cp311', [3, 11], 'cp311-macosx_11_0_x86_64'],
  ['cp38', 'cp38', [3, 8], 'cp38-macosx_10_15_x86_64'],
  ['cp312', 'cp312', [3, 12], 'cp312-win_amd64'],
  ['pp310', 'pypy310_pp73', [3, 10], 'pp310-manylinux_2_17_x86_64'],
  ['cp313', 'cp313t', [3, 13], 'cp313t-manylinux_2_28_x86_64'],
  ['cp314', 'cp314t', [3, 14], 'cp314t-any'],
  ['cp315', 'cp315t', [3, 15], 'cp315t-macosx_14_0_arm64'],
] as const

describe('the tags that run on a target are those of the packaging library', () => {
  test('in the same order', { tags: ['pypi'] }, async () => {
    const golden = await python<Record<string, string[]>>(TAGS, TARGETS)
    for (const [, , , text] of TARGETS) {
      const ours = [...new Set(compatibleTags(parseTarget(text)))]
      expect({ text, tags: ours }).toEqual({ text, tags: [...new Set(golden[text])] })
    }
  })

  test('a universal2 release accepts only what runs on both architectures', () => {
    const tags = compatibleTags({ runtime: 'cp312', platform: 'macosx_11_0_universal2' })
    expect(tags).toContain('cp312-cp312-macosx_10_9_universal2')
    expect(tags.some((tag) => /_(?:x86_64|arm64)$/.test(tag))).toBe(false)
  })
})

const choose = (target: string, ...names: string[]): string | undefined =>
  chooseWheel(names.map(parseWheelFilename), parseTarget(target))?.filename

describe('the wheel for a target', () => {
  test.each([
    [
      'cp312-any',
      ['a-1.0-py2.py3-none-any.whl', 'a-1.0-cp312-cp312-win_amd64.whl'],
      'a-1.0-py2.py3-none-any.whl',
    ],
    [
      'cp312-win_amd64',
      ['a-1.0-py3-none-any.whl', 'a-1.0-cp312-cp312-win_amd64.whl'],
      'a-1.0-cp312-cp312-win_amd64.whl',
    ],
    [
      'cp312-manylinux_2_17_x86_64',
      ['a-1.0-cp38-abi3-manylinux2014_x86_64.whl', 'a-1.0-cp312-cp312-manylinux_2_28_x86_64.whl'],
      'a-1.0-cp38-abi3-manylinux2014_x86_64.whl',
    ],
    ['cp312-any', ['a-1.0-py3-none-any.whl', 'a-2.0-py2.py3-none-any.whl'], 'a-2.0-py2.py3-none-any.whl'],
    [
      'cp312-any',
      ['a-1.0-1-py3-none-any.whl', 'a-1.0-10x-py3-none-any.whl', 'a-1.0-2-py3-none-any.whl'],
      'a-1.0-10x-py3-none-any.whl',
    ],
    ['cp312-any', ['a-2.0rc1-py3-none-any.whl', 'a-1.0-py3-none-any.whl'], 'a-1.0-py3-none-any.whl'],
    ['cp312-any', ['a-1.0-py2-none-any.whl'], undefined],
    ['cp313-manylinux_2_28_x86_64', ['a-1.0-cp313-cp313t-manylinux_2_28_x86_64.whl'], undefined],
    [
      'cp313t-manylinux_2_28_x86_64',
      ['a-1.0-cp313-cp313-manylinux_2_28_x86_64.whl', 'a-1.0-cp313-cp313t-manylinux_2_28_x86_64.whl'],
      'a-1.0-cp313-cp313t-manylinux_2_28_x86_64.whl',
    ],
    ['cp313t-manylinux_2_28_x86_64', ['a-1.0-cp38-abi3-manylinux_2_17_x86_64.whl'], undefined],
    ['cp314t-any', ['a-1.0-py3-none-any.whl'], 'a-1.0-py3-none-any.whl'],
    ['cp27-any', ['a-1.0-py2.py3-none-any.whl'], 'a-1.0-py2.py3-none-any.whl'],
  ])('for %s of %j is %s', (target, names, chosen) => {
    expect(choose(target, ...names)).toBe(chosen)
  })

  test.each([
    'a.whl',
    'a-1.0-py3-none.whl',
    'a-x-py3-none-any.whl',
    'a-1.0-py3-none-any.zip',
    '../a-1.0-py3-none-any.whl',
  ])('%s is refused as a name', (name) => {
    expect(() => parseWheelFilename(name)).toThrow(/is not a wheel file name/)
  })
})

const MARKERS = [
  "python_version < '3.8'",
  "python_version >= '3.10'",
  "python_version in '3.11 3.12'",
  "python_version not in '2.7,3.12'",
  "python_full_version >= '3.12.0'",
  "python_version == '3.*'",
  "sys_platform == 'win32'",
  "sys_platform != 'win32' and platform_machine == 'x86_64'",
  "sys_platform == 'win32' or (os_name == 'posix' and implementation_name == 'cpython')",
  "(sys_platform == 'win32' or os_name == 'posix') and platform_python_implementation == 'PyPy'",
  "'linux' in sys_platform",
  "platform_system == 'Linux' and extra == 'fast'",
  "extra == 'Fast_Er'",
  "extra == 'slow'",
  "python_version ~= '3.10'",
  "'3.9' < python_version",
] as const

const EVALUATE = `
import json, sys
from packaging.markers import Marker
env = {'python_version': '3.12', 'python_full_version': '3.12.1', 'os_name': 'posix', 'sys_platform': 'linux',
       'platform_system': 'Linux', 'platform_machine': 'x86_64', 'implementation_name': 'cpython',
       'platform_python_implementation': 'CPython'}
print('\\n@@' + json.dumps([any(Marker(m).evaluate({**env, 'extra': e}) for e in ('', 'fast', 'fast-er')) for m in json.loads(sys.argv[1])]))
`

describe('environment markers', () => {
  test('evaluate as in the packaging library', { tags: ['pypi'] }, async () => {
    const golden = await python<boolean[]>(EVALUATE, MARKERS)
    const environment = {
      python_version: ['3.12'],
      python_full_version: ['3.12.1'],
      os_name: ['posix'],
      sys_platform: ['linux'],
      platform_system: ['Linux'],
      platform_machine: ['x86_64'],
      implementation_name: ['cpython'],
      platform_python_implementation: ['CPython'],
    }
    const ours = MARKERS.map((text) => {
      const marker = parseMarker(text)
      return marker === undefined
        ? undefined
        : evaluateMarker(marker, environment, ['fast', 'fast-er']) === 'yes'
    })
    expect(ours).toEqual(golden)
  })

  test('about a patch version hold for some machines of a target', () => {
    const environment = markerEnvironment({ runtime: 'cp312', platform: 'any' })
    const truth = (text: string): string => {
      const marker = parseMarker(text)
      return marker === undefined ? 'invalid' : evaluateMarker(marker, environment, [])
    }
    expect(truth("python_full_version == '3.12.4'")).toBe('maybe')
    expect(truth("python_full_version != '3.12.4'")).toBe('maybe')
    expect(truth("python_full_version < '3.12.4'")).toBe('maybe')
    expect(truth("python_full_version == '3.11.4'")).toBe('no')
    expect(truth("python_full_version >= '3.12'")).toBe('yes')
    expect(truth("python_full_version < '3.12'")).toBe('no')
  })

  test('of a lock ask for extras and groups (PEP 751)', () => {
    expect(holds("'Fast_JSON' in extras")).toBe('yes')
    expect(holds("'slow' not in extras and 'dev' in dependency_groups")).toBe('yes')
    expect(holds("'fast-json' in dependency_groups")).toBe('no')
  })

  test('about the platform are undecided in a target for any platform', () => {
    const marker = parseMarker("sys_platform == 'win32' and python_version >= '3'")
    expect(marker && evaluateMarker(marker, { python_version: ['3.12'] }, [])).toBe('maybe')
    const never = parseMarker("sys_platform == 'win32' and python_version < '3'")
    expect(never && evaluateMarker(never, { python_version: ['3.12'] }, [])).toBe('no')
  })

  test.each([
    '',
    'python_version',
    "python_version >< '3'",
    "a == 'b'",
    "(python_version > '3'",
    "python_version > '3' or",
  ])('"%s" is invalid', (text) => {
    expect(parseMarker(text)).toBeUndefined()
  })
})

const REQUIREMENTS = [
  'click',
  'Click.Extra-s [a, B_c]>=8.1,<9 ; python_version < "3.12"',
  'a (>=1.0)',
  'a @ https://example.org/a;b.whl ; os_name == "nt"',
  'a==1.*,!=1.5.0',
  'a ~= 1.4.2',
  // The address contains the semicolon.
  'a @ https://example.org/a.whl;x',
  "a @ https://example.org/a.whl;x ; extra == 'y'",
  'a@https://example.org/a.whl',
  'a (>=1.0,)',
  'a ()',
  'a[]',
] as const

const PARSE = `
import json, sys
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
def one(text):
    r = Requirement(text)
    return [canonicalize_name(r.name), sorted(canonicalize_name(e) for e in r.extras), sorted(str(s) for s in r.specifier), r.url, r.marker is not None]
print('\\n@@' + json.dumps([one(t) for t in json.loads(sys.argv[1])]))
`

/** Specifiers as wheels have them, valid or not. */
const WRITTEN = [
  '',
  '>=3.6',
  '>= 3.6',
  ' >=3.6 , <4 ',
  '>=3.6,',
  '!=3.5',
  '~=3',
  '~=3.6',
  '==3.*',
  '!=3.0.*',
  '>=v3.6',
  '===x',
  '>=3.6.*',
  '>3.6.*',
  '<=3.*',
  '<4.0.*',
  '>=2.7, !=3.0.*, <4.*',
  '>=7.2<8',
  '!=~5.0',
  '!=3.0*',
  '>=1,,<2',
  ">='2.7'",
  '>dev',
  '3.6',
  '=>3.6',
  '~=3.6.*',
  '>=3.6.x',
  '>=3.8+',
  '^3.6',
  '>=3.6 | >3',
  '(>=3.6)',
  '>=3.6 <4',
  '*',
  '==1.*.*',
  '<1.0+x',
  '==1.0+x',
  '!=1.0.dev1.*',
  '>=3.6-1',
  '>=1!2.0',
] as const

/** What uv makes of those that the library refuses (uv-pypi-types, lenient_requirement.rs). */
const CORRECTED: Readonly<Record<string, readonly string[]>> = {
  '>=3.6.*': ['>=3.6'],
  '>3.6.*': ['>3.6'],
  '<=3.*': ['<=3'],
  '<4.0.*': ['<4.0'],
  '>=2.7, !=3.0.*, <4.*': ['!=3.0.*', '<4', '>=2.7'],
  '>=7.2<8': ['<8', '>=7.2'],
  '!=~5.0': ['!=5.0.*'],
  '!=3.0*': ['!=3.0.*'],
  '>=1,,<2': ['<2', '>=1'],
  ">='2.7'": ['>=2.7'],
  '>dev': ['>0.0.0.dev0'],
}

const CLAUSES = `
import json, sys
from packaging.specifiers import SpecifierSet, InvalidSpecifier
def one(text):
    try: return sorted(str(s) for s in SpecifierSet(text))
    except InvalidSpecifier: return None
print('\\n@@' + json.dumps([one(t) for t in json.loads(sys.argv[1])]))
`

const VERSIONS = [
  '1.0',
  '1.4.2',
  '1.4.5',
  '1.5.0',
  '2.0rc1',
  '2.0',
  '2.0.post1',
  '1.0+local',
  '2!1.0',
] as const
const SPECIFIERS = [
  '>=1.4',
  '~=1.4.2',
  '==1.*',
  '!=1.5.0',
  '<2.0',
  '>1.4.5',
  '<=2.0',
  '===1.0',
  '>=1,<2',
  '==1.0',
  '>=2.0rc1',
] as const

const FIT = `
import json, sys
from packaging.specifiers import SpecifierSet
versions, specifiers = json.loads(sys.argv[1])
print('\\n@@' + json.dumps([[SpecifierSet(s).contains(v, prereleases=True) for v in versions] for s in specifiers]))
`

const SPELLINGS = [
  '1.0',
  'v1.0',
  '1.0-RC1',
  '1.0.ALPHA.2',
  '1.0c3',
  '1.0-1',
  '1.0rev2',
  '1.0.dev',
  '01.02',
  '1!2.0',
  '1.0+Ubuntu-1_2.03',
  ' 1.0 ',
  '1.0post',
  '2024.01.05',
  '1.0pre',
  '1.0a-1',
  '',
  '1.0.x',
  '1..0',
  '1.0 beta',
]

const NORMALIZE = `
import json, sys
from packaging.version import Version, InvalidVersion
def one(text):
    try: return str(Version(text))
    except InvalidVersion: return None
print('\\n@@' + json.dumps([one(t) for t in json.loads(sys.argv[1])]))
`

test('versions are normalised as the packaging library normalises them', { tags: ['pypi'] }, async () => {
  const golden = await python<(string | null)[]>(NORMALIZE, SPELLINGS)
  expect(SPELLINGS.map((text) => normalizeVersion(text) ?? null)).toEqual(golden)
})

describe('dependency specifiers', () => {
  test('are read as the packaging library reads them', { tags: ['pypi'] }, async () => {
    const golden = await python<unknown[]>(PARSE, REQUIREMENTS)
    const ours = REQUIREMENTS.map((text) => {
      const item = parseRequirement(text, 'here')
      const specifiers = item.specifier
        .split(',')
        .filter((part) => part !== '')
        .map((part) => part.replace(/\s/g, ''))
      return [
        item.normalizedName,
        [...item.extras].sort(),
        specifiers.sort(),
        item.url ?? null,
        item.marker !== undefined,
      ]
    })
    expect(ours).toEqual(golden)
  })

  test('versions fit as in the packaging library', { tags: ['pypi'] }, async () => {
    const golden = await python<boolean[][]>(FIT, [VERSIONS, SPECIFIERS])
    expect(
      SPECIFIERS.map((specifier) => VERSIONS.map((version) => versionFits(version, specifier, true))),
    ).toEqual(golden)
  })

  test('are valid where the packaging library or uv reads them', { tags: ['pypi'] }, async () => {
    const golden = await python<(string[] | null)[]>(CLAUSES, WRITTEN)
    expect(WRITTEN.map((text) => readSpecifier(text)?.toSorted() ?? null)).toEqual(
      golden.map((clauses, index) => clauses ?? CORRECTED[WRITTEN[index] ?? ''] ?? null),
    )
  })

  test('keep the marker apart from an address with a semicolon', () => {
    const item = parseRequirement("a @ https://example.org/a.whl;x ; extra == 'y'", 'here')
    expect([item.unmarked, item.markerText]).toEqual(['a @ https://example.org/a.whl;x', "extra == 'y'"])
    expect(parseRequirement("a>1;extra=='y'", 'here').unmarked).toBe('a>1')
    expect(parseRequirement('a>1', 'here').unmarked).toBe('a>1')
  })

  test('an address that runs into its marker is refused with the cure', () => {
    expect(() => parseRequirement("a @ https://example.org/a.whl;extra == 'y'", 'here')).toThrow(
      /white space must come before the ;/,
    )
  })

  test.each(['', '-x', 'a >>1', 'a ~=3', 'a >=1.x', 'a; nonsense', 'a >= ', 'a @', 'a b'])(
    '"%s" is refused with the place',
    (text) => {
      expect(() => parseRequirement(text, 'pyproject.toml:7')).toThrow(/^pyproject\.toml:7: /)
    },
  )
})
