import type { ContentSign, Severity } from '@exuvia/model'

/** A kind of file that nobody means to hand out. */
export interface ForgottenKind {
  /** Unique. */
  readonly id: string
  /** In words, plural. */
  readonly what: string
  /** Why it should not leave, as the end of a sentence. */
  readonly reason: string
  readonly severity: Severity
  /** Whether the presets leave it out, because no program needs it. */
  readonly isExcluded?: true
  /** Names of folders; everything below one is of the kind. */
  readonly folders?: readonly string[]
  /** Names of files. */
  readonly names?: readonly string[]
  /** Ends of names, each from its dot on. */
  readonly suffixes?: readonly string[]
  /** What the name matches otherwise. */
  readonly pattern?: RegExp
  /** What the content shows, whatever the name. */
  readonly signs?: readonly ContentSign[]
}

/**
 * What is forgotten in releases, one kind for each reason; the first that matches counts. Names are compared in lower
 * case. What a name alone does not prove, the content has to show (`signs`): certificates in `.pem` are public,
 * and an SQLite file can be data.
 */
export const FORGOTTEN: readonly ForgottenKind[] = [
  {
    id: 'version-control',
    what: 'the folder of a version control system',
    reason: 'it holds the history, its authors and the addresses of the servers',
    severity: 'error',
    folders: ['.git', '.hg', '.svn', '.bzr', '.jj', '_darcs'],
    names: ['.git-credentials', '.hgrc'],
  },
  {
    id: 'env-secrets',
    what: 'environment variables with secret values',
    reason: 'a program reads them from the machine where it runs',
    severity: 'error',
    signs: ['env-values'],
  },
  {
    id: 'key-files',
    what: 'the file of a private key',
    reason: 'who has it can act for its owner',
    severity: 'error',
    folders: ['.ssh', '.gnupg'],
    names: ['id_rsa', 'id_dsa', 'id_ecdsa', 'id_ed25519', 'secring.gpg'],
    suffixes: ['.ppk', '.jks', '.keystore'],
    signs: ['key-store'],
  },
  {
    id: 'password-stores',
    what: 'a store of passwords',
    reason: 'it holds credentials',
    severity: 'error',
    names: [
      '.netrc',
      '_netrc',
      '.pgpass',
      '.my.cnf',
      '.htpasswd',
      '.pypirc',
      '.dockercfg',
      '.vault-token',
      '.s3cfg',
      '.boto',
      '.mylogin.cnf',
    ],
    suffixes: ['.kdbx', '.agilekeychain'],
    signs: ['password-store'],
    pattern:
      /(?:^|\/)\.(?:aws\/credentials|docker\/config\.json|kube\/config|streamlit\/secrets\.toml)$|(?:^|\/)\.config\/gcloud\//,
  },
  {
    id: 'infrastructure-state',
    what: 'the state of an infrastructure tool',
    reason: 'it holds the values of secrets and the names of servers',
    severity: 'error',
    folders: ['.terraform', '.vagrant'],
    names: ['kubeconfig'],
    suffixes: ['.tfstate', '.tfstate.backup', '.ovpn'],
  },
  {
    id: 'histories',
    what: 'the history of a shell or a prompt',
    reason: 'it holds what somebody typed, passwords among it',
    severity: 'error',
    pattern: /(?:^|\/)\.(?:bash|zsh|sh|python|psql|mysql|sqlite|node_repl|irb|rediscli)_history$/,
  },
  {
    id: 'core-dumps',
    what: 'the memory of a process',
    reason: 'it holds whatever the process knew',
    severity: 'error',
    suffixes: ['.hprof'],
    signs: ['core-dump', 'memory-dump'],
  },
  {
    id: 'database-dumps',
    what: 'the dump of a database',
    reason: 'it holds the data of somebody',
    severity: 'error',
    signs: ['database-dump'],
    suffixes: ['.pgdump', '.sql.gz', '.sql.bz2', '.sql.xz'],
  },
  {
    id: 'databases',
    what: 'a database with tables of people or sessions',
    reason: 'it holds the data of somebody',
    severity: 'error',
    signs: ['database-of-people'],
    suffixes: [
      '.sqlite3-journal',
      '.sqlite3-wal',
      '.db-journal',
      '.db-wal',
      '.sqlite-journal',
      '.sqlite-wal',
    ],
  },
  {
    id: 'env-files',
    what: 'a file of environment variables',
    reason: 'such files hold the settings of one machine',
    severity: 'warning',
    names: ['.env', '.envrc'],
    // linear: it begins at a slash and ends at the next
    pattern: /(?:^|\/)\.env\.(?!example|sample|template|dist|defaults?|test|schema)[\w.-]+$/,
  },
  {
    id: 'local-settings',
    what: 'the settings of one machine',
    reason: 'they hold its paths, and often passwords',
    severity: 'warning',
    names: [
      'local_settings.py',
      'settings_local.py',
      'local_settings.pyc',
      'settings_local.pyc',
      'pip.conf',
      'pip.ini',
      '.npmrc',
      '.condarc',
      'pyvenv.cfg',
      '.python-version',
      '.tool-versions',
    ],
  },
  {
    id: 'network-dumps',
    what: 'recorded network traffic',
    reason: 'it holds whatever was sent',
    severity: 'warning',
    suffixes: ['.har'],
    signs: ['network-dump'],
  },
  {
    id: 'notebooks',
    what: 'notebooks with outputs',
    reason: 'the outputs show data of the machine where they ran',
    severity: 'warning',
    signs: ['notebook-outputs'],
  },
  {
    id: 'editor-files',
    what: 'files of an editor',
    reason: 'they hold earlier texts, and paths of the machine',
    severity: 'warning',
    isExcluded: true,
    folders: ['.idea', '.vscode', '.vs', '.fleet', '.ropeproject', '.spyproject'],
    suffixes: ['.swp', '.swo', '.orig', '.rej', '.iml'],
    pattern: /(?:~|\/#[^/]+#)$/,
  },
  {
    id: 'system-files',
    what: 'files of an operating system',
    reason: "they hold the names of a folder on somebody's disk",
    severity: 'warning',
    isExcluded: true,
    folders: ['__macosx'],
    names: ['.ds_store', 'thumbs.db', 'desktop.ini', '.directory', '.localized'],
    pattern: /(?:^|\/)(?:\._[^/]+|\.nfs[0-9a-f]{16,}|\.fuse_hidden[0-9a-f]+)$/,
  },
  {
    id: 'coverage',
    what: 'results of a coverage tool',
    reason: 'they hold absolute paths and no program reads them',
    severity: 'warning',
    isExcluded: true,
    folders: ['htmlcov', '.nyc_output'],
    names: ['.coverage', 'coverage.xml', 'lcov.info'],
    pattern: /(?:^|\/)\.coverage\.[^/]+$/,
  },
  {
    id: 'caches',
    what: 'the cache of a tool',
    reason: 'no program reads it',
    severity: 'warning',
    isExcluded: true,
    folders: [
      '.pytest_cache',
      '.mypy_cache',
      '.ruff_cache',
      '.hypothesis',
      '.tox',
      '.nox',
      '.eggs',
      '.ipynb_checkpoints',
      '.pytype',
      '.pyre',
      '.turbo',
      '.parcel-cache',
    ],
  },
  {
    id: 'environments',
    what: 'a virtual environment',
    reason: 'it works on the machine that made it alone',
    severity: 'warning',
    folders: ['.venv', '.virtualenv', '.conda'],
  },
  {
    id: 'node-modules',
    what: 'packages of npm',
    reason: 'they belong to a build, and have licences of their own',
    severity: 'warning',
    folders: ['node_modules'],
  },
  {
    id: 'logs',
    what: 'logs',
    reason: "they hold what a program did on somebody's machine",
    severity: 'warning',
    names: ['nohup.out'],
    suffixes: ['.log'],
    pattern: /(?:^|\/)(?:npm|yarn|pnpm)-(?:debug|error)\.log[^/]*$/,
  },
  {
    id: 'installer-notes',
    what: 'the note of an installer about where a package came from (PEP 610)',
    reason: 'it holds a path or an address of the machine that installed it',
    severity: 'warning',
    pattern: /\.dist-info\/direct_url\.json$/,
  },
  {
    id: 'ci-files',
    what: 'the configuration of a build service',
    reason: 'no program reads it where it is used',
    severity: 'note',
    folders: ['.github', '.gitlab', '.circleci', '.buildkite', '.azure-pipelines', '.woodpecker'],
    names: [
      '.gitlab-ci.yml',
      '.travis.yml',
      'azure-pipelines.yml',
      'jenkinsfile',
      'appveyor.yml',
      '.appveyor.yml',
      '.pre-commit-config.yaml',
      '.coveragerc',
      'noxfile.py',
      'tox.ini',
      '.gitmodules',
      '.gitignore',
      '.gitattributes',
      '.dockerignore',
      '.editorconfig',
    ],
  },
  {
    id: 'tests',
    what: 'folders of tests',
    reason: 'most programs never import them',
    severity: 'note',
    folders: ['tests', 'test', 'testdata', 'test_data', 'fixtures'],
  },
]
