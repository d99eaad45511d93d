/** What the workflows of a project depend on. */
export interface WorkflowFacts {
  /** For actions/setup-python, in order: `3.12`, `pypy3.11`. None if no target needs an interpreter. */
  readonly pythons: readonly string[]
  /** The number of targets to build. */
  readonly targets: number
  /** `publish.tag`. */
  readonly tag: string
  /** The project's folder, relative to the repository, with `/`; empty for its root. */
  readonly project: string
  /** The version comes from git tags, so that the checkout needs the history. */
  readonly needsHistory: boolean
}

/** More targets than this are built by a job each. */
const MOST_IN_ONE_JOB = 8

const CHECKOUT = 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1'
const SETUP_PYTHON = 'actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97 # v7.0.0'
const UPLOAD = 'actions/upload-artifact@bbbca2ddaa5d8feaa63e36b76fdaad77386f024f # v7.0.0'
const DOWNLOAD = 'actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1'
/** The zeros stand for the commit of a release of the Action, which a release cannot know of itself. */
const EXUVIA = 'exuvia/exuvia/apps/action@0000000000000000000000000000000000000000 # v1.0.0'

/** A step: what it uses, and its inputs. A list is a block of lines. */
interface Step {
  readonly id?: string
  readonly uses: string
  readonly with: readonly (readonly [name: string, value: string | readonly string[]])[]
}

/**
 * Writes the workflow that releases a project: jobs without rights build, a job that runs nothing of the project
 * publishes, and the last one verifies what users download. Pure.
 */
export function releaseWorkflow(facts: WorkflowFacts): string {
  const parts = facts.targets > MOST_IN_ONE_JOB
  return [
    '# Written by exuvia init --workflows. Jobs without write permissions build; the job that publishes runs no code of',
    '# the project. Replace the zeros, and 1.0.0, by the commit and the version of the release that you use, and protect',
    '# the environment "release" in the repository\'s settings.',
    'name: Release',
    '',
    'on:',
    '  push:',
    `    tags: ['${tagPattern(facts.tag)}']`,
    '',
    'concurrency: release-${{ github.ref }}',
    '',
    'permissions: {} # each job lists its own',
    '',
    'jobs:',
    ...(parts ? buildInParts(facts) : buildAtOnce(facts)),
    '',
    ...publishJob(facts, parts),
    '',
    ...VERIFY,
    '',
  ].join('\n')
}

/** Writes the workflow that builds pull requests, without rights. Pure. */
export function pullRequestWorkflow(facts: WorkflowFacts): string {
  return [
    '# Written by exuvia init --workflows. Builds a pull request without write permissions: findings become annotations,',
    '# sizes go to the summary of the job.',
    'name: Exuvia',
    '',
    'on: pull_request',
    '',
    'concurrency:',
    '  group: exuvia-${{ github.event.number }}',
    '  cancel-in-progress: true',
    '',
    'permissions: {} # each job lists its own',
    '',
    'jobs:',
    ...job(
      'build',
      [READ, ...RUNNER],
      [checkout(facts), ...setup(facts.pythons), exuvia(facts, [['command', 'build']])],
    ),
    '',
  ].join('\n')
}

const RUNNER = ['runs-on: ubuntu-24.04', 'timeout-minutes: 30']
const READ = 'permissions:\n  contents: read # to check out'

/** A tag's template as a pattern of GitHub's filters, in which `+`, `?`, `[` and `!` have a meaning. */
function tagPattern(tag: string): string {
  const [before = '', after = ''] = tag
    .split('{version}')
    .map((text) => text.replaceAll(/[+?[\]!*\\]/g, '\\$&'))
  return `${before}${before === '' ? '[0-9]*' : '*'}${after}`.replaceAll("'", "''")
}

function buildAtOnce(facts: WorkflowFacts): string[] {
  return job(
    'build',
    [...RUNNER, READ],
    [
      checkout(facts),
      ...setup(facts.pythons),
      exuvia(facts, [
        ['command', 'build'],
        ['out', 'dist'],
        ['cache', 'false # a release depends on its sources alone'],
      ]),
      upload('release', 'dist'),
    ],
  )
}

function buildInParts(facts: WorkflowFacts): string[] {
  const matrix = '${{ steps.exuvia.outputs.matrix }}'
  const plan: Step = { id: 'exuvia', ...exuvia(facts, [['command', 'plan']]) }
  const needs =
    'name: ${{ matrix.target }}\nneeds: plan\nstrategy:\n  matrix: ${{ fromJSON(needs.plan.outputs.matrix) }}'
  return [
    ...job('plan', [...RUNNER, READ, `outputs:\n  matrix: ${matrix}`], [checkout(facts), plan]),
    '',
    ...job(
      'build',
      [needs, ...RUNNER, READ],
      [
        checkout(facts),
        ...(facts.pythons.length === 0 ? [] : setup(['${{ matrix.python-version }}'])),
        exuvia(facts, [
          ['part', 'true'],
          ['cache', 'false # a release depends on its sources alone'],
          ['targets', '${{ matrix.target }}'],
          ['out', 'part'],
        ]),
        upload('part-${{ matrix.target }}', 'part'),
      ],
    ),
  ]
}

function publishJob(facts: WorkflowFacts, parts: boolean): string[] {
  const rights = [
    'permissions:',
    '  contents: write # to publish the release',
    '  id-token: write # for the identity that signs the provenance',
    '  attestations: write # to store the attestation',
  ].join('\n')
  const download: Step = {
    uses: DOWNLOAD,
    with: parts
      ? [
          ['pattern', 'part-*'],
          ['path', 'parts'],
        ]
      : [
          ['name', 'release'],
          ['path', 'dist'],
        ],
  }
  const merge: Step = {
    id: 'merge',
    ...exuvia(facts, [
      ['command', 'merge'],
      ['paths', 'parts'],
      ['out', 'dist'],
    ]),
  }
  const publish = exuvia(facts, [
    ['command', 'publish'],
    ['paths', parts ? '${{ steps.merge.outputs.manifest }}' : 'dist'],
    ['provenance', 'true'],
  ])
  const steps = [checkout(facts), download, ...(parts ? [merge] : []), publish]
  return job('publish', ['needs: build', ...RUNNER, 'environment: release', rights], steps)
}

const VERIFY = [
  '  verify:',
  '    needs: publish',
  '    runs-on: ubuntu-24.04',
  '    timeout-minutes: 10',
  '    permissions:',
  '      contents: read # to read the release',
  '    steps:',
  '      - run: npx --yes exuvia@1.0.0 verify "$GITHUB_REPOSITORY@$GITHUB_REF_NAME" --require-provenance',
  '        env:',
  '          GITHUB_TOKEN: ${{ github.token }}',
]

function checkout({ needsHistory }: WorkflowFacts): Step {
  const history = ['fetch-depth', '0 # the version comes from git tags'] as const
  return { uses: CHECKOUT, with: [['persist-credentials', 'false'], ...(needsHistory ? [history] : [])] }
}

function setup(pythons: readonly string[]): Step[] {
  const [only] = pythons
  if (only === undefined) return []
  return [{ uses: SETUP_PYTHON, with: [['python-version', pythons.length === 1 ? quoted(only) : pythons]] }]
}

/** YAML reads `3.10` as the number 3.1. */
function quoted(version: string): string {
  return /^\d/.test(version) ? `'${version}'` : version
}

function exuvia({ project }: WorkflowFacts, inputs: Step['with']): Step {
  return {
    uses: EXUVIA,
    with: [...inputs, ...(project === '' ? [] : [['project', JSON.stringify(project)] as const])],
  }
}

function upload(name: string, path: string): Step {
  return {
    uses: UPLOAD,
    with: [
      ['name', name],
      ['path', path],
      ['if-no-files-found', 'error'],
      ['overwrite', 'true # for re-run jobs'],
      ['retention-days', '7'],
    ],
  }
}

function job(name: string, settings: readonly string[], steps: readonly Step[]): string[] {
  const lines = settings.flatMap((setting) => setting.split('\n'))
  return [`  ${name}:`, ...lines.map((line) => `    ${line}`), '    steps:', ...steps.flatMap(stepLines)]
}

function stepLines({ id, uses, with: inputs }: Step): string[] {
  const first = id === undefined ? [`uses: ${uses}`] : [`id: ${id}`, `uses: ${uses}`]
  const given = inputs.flatMap(([name, value]) =>
    typeof value === 'string'
      ? [`  ${name}: ${value}`]
      : [`  ${name}: |`, ...value.map((line) => `    ${line}`)],
  )
  const lines = [...first, 'with:', ...given]
  return lines.map((line, index) => `${index === 0 ? '      - ' : '        '}${line}`)
}
