/** An application of the proof. */
export interface Application {
  readonly name: string
  readonly version: string
  /** Where it comes from: a published sdist by its SHA-256, or a folder of `projects/`. */
  readonly from: { readonly sdist: string } | { readonly project: string }
  /** `dependencies.build`: dependencies without a fitting wheel. */
  readonly build?: readonly string[]
  readonly jobs: readonly Job[]
  /** Differences that Exuvia makes on purpose, or that it cannot avoid: what differs, and why. */
  readonly known?: Readonly<Record<string, string>>
}

/** Commands in one folder, one after the other; what they print and write is compared. */
export interface Job {
  readonly title: string
  readonly files?: Readonly<Record<string, string>>
  /** `{server}` is the address of a server on this machine. */
  readonly run: readonly (readonly string[])[]
  /** Written files that nothing can make alike, such as logs with times. */
  readonly ignore?: RegExp
}

const WHEEL = {
  'tide/httpie_tide.py': `from httpie.plugins import FormatterPlugin


class Tide(FormatterPlugin):
    group_name = 'format'
`,
  'tide/httpie_tide-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: httpie-tide\nVersion: 1.0\n',
  'tide/httpie_tide-1.0.dist-info/WHEEL':
    'Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
  'tide/httpie_tide-1.0.dist-info/entry_points.txt':
    '[httpie.plugins.formatter.v1]\ntide = httpie_tide:Tide\n',
  'tide/httpie_tide-1.0.dist-info/RECORD': 'httpie_tide.py,,\n',
}

const PIP = 'no entry point of pip: installers write this name for pip alone'

/** The newest versions that support CPython 3.11 and 3.12. */
export const APPLICATIONS: readonly Application[] = [
  {
    name: 'certbot',
    version: '5.8.0',
    from: { sdist: 'a4a2c7b0459bb626b3791ef07b6df26bbb222d2324783ba3e60f76c0933eec87' },
    jobs: [
      { title: 'version', run: [['certbot', '--version']] },
      {
        title: 'plugins',
        run: [
          ['certbot', 'plugins', '--config-dir', 'c', '--work-dir', 'w', '--logs-dir', 'l'],
          ['certbot', 'certificates', '--config-dir', 'c', '--work-dir', 'w', '--logs-dir', 'l'],
        ],
        ignore: /^l\//,
      },
    ],
  },
  {
    name: 'ansible-core',
    version: '2.19.14',
    from: { sdist: '1e7612788eaa6b3c87a3670ce86c64b830eba0ae2b3fcb25a772f276704163b4' },
    jobs: [
      { title: 'ping', run: [['ansible', 'localhost', '-m', 'ping']] },
      {
        title: 'playbook',
        files: {
          'site.yml': `- hosts: localhost
  gather_facts: false
  tasks:
    - ansible.builtin.copy: { content: "{{ 6 * 7 }}", dest: "{{ playbook_dir }}/answer" }
    - ansible.builtin.command: echo done
`,
        },
        run: [
          ['ansible-playbook', 'site.yml'],
          ['ansible-doc', 'ansible.builtin.copy'],
        ],
      },
    ],
  },
  {
    name: 'awscli',
    version: '1.46.3',
    from: { sdist: '9b1146f4159bdf98688d900e2ffd0ac05c18f7fb28641c6b0817e64574e3ce1f' },
    jobs: [
      { title: 'version', run: [['aws', '--version']] },
      {
        title: 'configure',
        run: [
          ['aws', 'configure', 'set', 'region', 'eu-north-1'],
          ['aws', 'configure', 'list'],
          // Skeletons with enumerations choose a member by chance.
          ['aws', 'sts', 'assume-role', '--generate-cli-skeleton'],
        ],
      },
    ],
  },
  {
    name: 'poetry',
    version: '2.5.1',
    from: { sdist: '19fbd566efced512be58989a756aa1333cdc9b6aabb4fc84fd1ec9d29ee74874' },
    jobs: [
      {
        title: 'check and build',
        files: {
          'pyproject.toml': `[project]
name = "tide"
version = "1.0"
description = "tides"
authors = [{ name = "Kai" }]
[build-system]
requires = ["poetry-core"]
build-backend = "poetry.core.masonry.api"
`,
          'tide/__init__.py': 'HIGH = 3\n',
        },
        run: [
          ['poetry', 'check'],
          ['poetry', 'version', 'minor'],
          ['poetry', 'build'],
        ],
      },
    ],
  },
  {
    name: 'traffic',
    version: '1.0',
    from: { project: 'mitmproxy' },
    build: ['pyperclip'],
    jobs: [
      { title: 'version', run: [['mitmdump', '--version']] },
      {
        title: 'options',
        run: [
          ['mitmdump', '--options'],
          ['mitmdump', '--commands'],
        ],
      },
    ],
  },
  {
    name: 'httpie',
    version: '3.2.4',
    from: { sdist: '302ad436c3dc14fd0d1b19d4572ef8d62b146bcd94b505f3c2521f701e2e7a2a' },
    known: {
      'pip3.11 --help': PIP,
      'pip3.12 --help': PIP,
    },
    jobs: [
      {
        title: 'request',
        run: [
          ['http', '--pretty=format', '--body', '{server}/tide.json'],
          ['http', '--ignore-stdin', '--offline', 'POST', 'example.org', 'a=b'],
        ],
      },
      {
        title: 'plugins',
        files: WHEEL,
        run: [
          [
            'python3',
            '-c',
            'import shutil; shutil.make_archive("w", "zip", "tide"); shutil.move("w.zip", "httpie_tide-1.0-py3-none-any.whl")',
          ],
          ['httpie', 'cli', 'plugins', 'list'],
          ['httpie', 'cli', 'plugins', 'install', './httpie_tide-1.0-py3-none-any.whl'],
          ['httpie', 'cli', 'plugins', 'list'],
        ],
        ignore: /\.whl$/,
      },
    ],
  },
  {
    name: 'yt-dlp',
    version: '2026.10.26',
    from: { sdist: 'abe5c6b94c3b2f0560500add1c42e0a97641752743a5b65588ac2007a6e23eb6' },
    jobs: [
      { title: 'extractors', run: [['yt-dlp', '--list-extractors']] },
      { title: 'download', run: [['yt-dlp', '--quiet', '--no-mtime', '{server}/tide.mp4']] },
    ],
  },
  {
    name: 'sphinx',
    version: '9.0.4',
    from: { sdist: '594ef59d042972abbc581d8baa577404abe4e6c3b04ef61bd7fc2acbd51f3fa3' },
    jobs: [
      {
        title: 'page',
        files: {
          'conf.py': "project = 'tide'\nextensions = ['sphinx.ext.autodoc']\n",
          'index.rst':
            'Tide\n====\n\n.. code-block:: python\n\n   print(1)\n\n.. autofunction:: json.dumps\n',
        },
        run: [
          ['sphinx-build', '-b', 'html', '.', 'out'],
          ['sphinx-build', '-b', 'man', '.', 'man'],
        ],
        ignore: /\.doctrees\//,
      },
      {
        title: 'docutils',
        files: { 'page.rst': 'Tide\n====\n\n* high\n* low\n' },
        run: [
          ['rst2html5', 'page.rst', 'page.html'],
          ['docutils', 'page.rst', 'page.xml', '--writer=xml'],
        ],
      },
    ],
  },
  {
    name: 'django',
    version: '5.2.19',
    from: { sdist: 'ad03d8abc51dbff95ebf34b27123cf0c26a3b62db7ba0cd520783686362533d1' },
    jobs: [
      {
        title: 'startapp',
        run: [
          ['django-admin', 'version'],
          ['django-admin', 'startapp', 'pier'],
        ],
      },
    ],
  },
  {
    name: 'harbour',
    version: '1.0',
    from: { project: 'django-site' },
    jobs: [
      {
        title: 'migrations',
        run: [
          ['harbour', 'check'],
          ['harbour', 'makemigrations', '--check'],
          ['harbour', 'migrate'],
          ['harbour', 'showmigrations'],
          ['harbour', 'berth', 'Tern'],
        ],
        ignore: /\.sqlite3$/,
      },
    ],
  },
  {
    name: 'logbook',
    version: '1.0',
    from: { project: 'flask-alembic' },
    jobs: [
      {
        title: 'migrations',
        files: {
          'alembic.ini':
            '[alembic]\nscript_location = logbook:migrations\nsqlalchemy.url = sqlite:///log.db\n',
        },
        run: [
          ['alembic', 'upgrade', 'head'],
          ['alembic', 'current'],
          ['alembic', 'history'],
          ['flask', '--app', 'logbook.app', 'routes'],
          ['logbook', 'low tide'],
        ],
        ignore: /\.db$/,
      },
    ],
  },
  {
    name: 'celery',
    version: '5.7.0',
    from: { sdist: '6a5dfcf6662287204f009a02002b9e66c83d4105e47ebabdc7079108772fc6f0' },
    jobs: [
      {
        title: 'task',
        files: {
          'tasks.py': `import os
import signal
from celery import Celery

folders = {'data_folder_in': 'queue', 'data_folder_out': 'queue', 'control_folder': 'control'}
for folder in folders.values():
    os.makedirs(folder, exist_ok=True)
app = Celery('tasks', broker='filesystem://')
app.conf.broker_transport_options = folders


@app.task
def add(a, b):
    with open('sum', 'w') as file:
        file.write(str(a + b))
    os.kill(os.getppid(), signal.SIGTERM)
`,
        },
        run: [
          ['celery', '-A', 'tasks', 'call', 'tasks.add', '--args', '[2, 3]'],
          ['celery', '-A', 'tasks', '-q', 'worker', '-l', 'ERROR', '-P', 'prefork', '-c', '1'],
          ['cat', 'sum'],
        ],
        ignore: /^(control|queue|__pycache__)\//,
      },
    ],
  },
  {
    name: 'litecli',
    version: '1.17.1',
    from: { sdist: 'e2f7191eaba830b24dbbfc9171a495c62562df923ba1cc3b2db2652547c1bac8' },
    jobs: [
      {
        title: 'table',
        run: [
          ['litecli', 'tide.db', '-e', 'create table tide (height); insert into tide values (3)'],
          ['litecli', 'tide.db', '-t', '-e', 'select * from tide'],
        ],
        ignore: /\.db$/,
      },
    ],
  },
  {
    name: 'gauge',
    version: '1.0',
    from: { project: 'fastapi-numpy' },
    jobs: [{ title: 'request', run: [['gauge', '3', '1', '4']] }],
  },
]

/**
 * The applications of some names, in the order of the list; all without names. A project of `projects/` also has the
 * name of its folder.
 * @throws if nothing has a name
 */
export function chooseApplications(names: readonly string[]): readonly Application[] {
  const isNamed = ({ name, from }: Application, wanted: string): boolean =>
    name === wanted || ('project' in from && from.project === wanted)
  const unknown = names.filter((wanted) => !APPLICATIONS.some((application) => isNamed(application, wanted)))
  if (unknown.length > 0) {
    const known = APPLICATIONS.map(({ name, from }) =>
      'project' in from ? `${name} (${from.project})` : name,
    )
    throw new Error(`no application is named ${unknown.join(', ')}; there are ${known.join(', ')}`)
  }
  if (names.length === 0) return APPLICATIONS
  return APPLICATIONS.filter((application) => names.some((wanted) => isNamed(application, wanted)))
}
