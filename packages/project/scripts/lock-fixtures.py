"""Makes test/fixtures/locks: lock files and what the real uv installs from them.

    python3 -m venv /tmp/uv && /tmp/uv/bin/pip install uv==0.13.9
    PATH=/tmp/uv/bin:$PATH python3 packages/project/scripts/lock-fixtures.py

It serves an index of small wheels on this machine, lets uv lock projects against it, installs
every lock for every target, and writes down which wheels uv chose. Addresses in the locks then
get the name index.example.
"""

import base64, gzip, hashlib, http.server, io, json, os, re, shutil, subprocess, sys, tarfile, tempfile, threading, zipfile
from pathlib import Path

OUT = Path(__file__).parent.parent / 'test/fixtures/locks'
PLATFORMS = ['manylinux_2_17_x86_64.manylinux2014_x86_64', 'manylinux_2_28_aarch64', 'musllinux_1_2_x86_64',
             'macosx_11_0_arm64', 'macosx_10_9_x86_64', 'win_amd64']
PYTHONS = ['39', '310', '311', '312', '313']
# Exuvia's target, uv's platform, Python
TARGETS = [(f'cp{python}-{ours}', theirs, f'3.{python[1:]}')
           for python in PYTHONS
           for ours, theirs in [('manylinux_2_28_x86_64', 'x86_64-manylinux_2_28'),
                                ('manylinux_2_28_aarch64', 'aarch64-manylinux_2_28'),
                                ('macosx_13_0_arm64', 'aarch64-apple-darwin'),
                                ('win_amd64', 'x86_64-pc-windows-msvc')]]


def wheel(name, version, tag='py3-none-any', requires=(), python=None, extras=(), build=''):
    info = f'{name}-{version}.dist-info'
    metadata = [f'Metadata-Version: 2.1', f'Name: {name}', f'Version: {version}', 'License: MIT']
    metadata += [f'Requires-Python: {python}'] if python else []
    metadata += [f'Provides-Extra: {extra}' for extra in extras]
    metadata += [f'Requires-Dist: {item}' for item in requires]
    tags = [f'{p}-{a}-{o}' for p in tag.split('-')[0].split('.') for a in tag.split('-')[1].split('.') for o in tag.split('-')[2].split('.')]
    files = {f'{name}/__init__.py': f'VERSION = "{version}"\n',
             f'{info}/METADATA': '\n'.join(metadata) + '\n\n',
             # The file's own tag, so that an installation says which wheel it came from.
             f'{info}/WHEEL': 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\n' + ''.join(f'Tag: {t}\n' for t in tags)
                              + (f'Build: {build}\n' if build else '')}
    rows = [f'{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()},{len(text)}'
            for path, text in files.items()] + [f'{info}/RECORD,,']
    files[f'{info}/RECORD'] = '\n'.join(rows) + '\n'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, 'w') as archive:
        for path, text in files.items():
            archive.writestr(zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0)), text)
    middle = f'-{build}' if build else ''
    return f'{name}-{version}{middle}-{tag}.whl', buffer.getvalue(), '\n'.join(metadata)


def sdist(name, version):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode='w:gz') as archive:
        for path, text in {'PKG-INFO': f'Metadata-Version: 2.2\nName: {name}\nVersion: {version}\n',
                           'pyproject.toml': f'[project]\nname = "{name}"\nversion = "{version}"\n'}.items():
            entry = tarfile.TarInfo(f'{name}-{version}/{path}')
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return f'{name}-{version}.tar.gz', buffer.getvalue(), None


def index():
    files = [wheel('tern', '1.0'), wheel('tern', '2.0', python='>=3.10'),
             wheel('skua', '1.0', 'py2.py3-none-any'), wheel('knot', '4.2'), wheel('dunlin', '0.3'),
             wheel('ruff_bird', '1.0.0'), sdist('plover', '1.0'),
             wheel('petrel', '2.0', extras=['fast'], requires=['tern', "skua>=1; sys_platform == 'win32'",
                                                              "gull>=1; extra == 'fast'"]),
             wheel('fulmar', '1.0'), wheel('fulmar', '2.0')]
    files += [wheel('gull', '1.5', f'cp{p}-cp{p}-{o}') for p in PYTHONS for o in PLATFORMS]
    files += [wheel('gull', '1.5', f'cp{p}-cp{p}-macosx_10_9_universal2') for p in PYTHONS]
    files += [wheel('auk', '3.1', f'cp{p}-abi3-{o}') for p in ['38', '311'] for o in PLATFORMS]
    files += [wheel('auk', '3.1', 'cp312-cp312-win_amd64', build=b) for b in ['1', '2']]
    files += [wheel('auk', '3.1', 'py3-none-any')]
    return files


class Index(http.server.BaseHTTPRequestHandler):
    files = {}

    def do_GET(self):
        parts = self.path.strip('/').split('/')
        if parts[0] == 'simple' and len(parts) == 2:
            mine = [f for f in self.files if re.sub(r'[-_.]+', '-', f.split('-')[0]).lower() == parts[1]]
            page = {'meta': {'api-version': '1.1'}, 'name': parts[1], 'files': [
                {'filename': f, 'url': f'/files/{f}', 'hashes': {'sha256': hashlib.sha256(self.files[f][0]).hexdigest()},
                 'size': len(self.files[f][0]), 'upload-time': '2024-01-01T00:00:00Z',
                 'core-metadata': {'sha256': hashlib.sha256(self.files[f][1].encode()).hexdigest()} if self.files[f][1] else False,
                 **({'requires-python': re.search('Requires-Python: (.*)', self.files[f][1])[1]}
                    if self.files[f][1] and 'Requires-Python' in self.files[f][1] else {})} for f in mine]}
            return self.answer(200 if mine else 404, 'application/vnd.pypi.simple.v1+json', json.dumps(page).encode())
        name = parts[-1]
        if name.endswith('.metadata') and name[:-9] in self.files:
            return self.answer(200, 'text/plain', self.files[name[:-9]][1].encode())
        if name in self.files:
            return self.answer(200, 'application/octet-stream', self.files[name][0])
        self.answer(404, 'text/plain', b'')

    def answer(self, status, kind, body):
        self.send_response(status)
        self.send_header('content-type', kind)
        self.send_header('content-length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


PROJECTS = {
    'basic': ('''[project]
name = "harbour"
version = "1.0"
requires-python = ">=3.9"
dependencies = ["petrel[fast]>=2", "tern", "auk~=3.0", "ruff-bird==1.0.*"]
[project.optional-dependencies]
yaml = ["knot>=4 ; python_version < '3.13'"]
all = ["harbour[yaml]", "dunlin"]
[dependency-groups]
dev = ["dunlin"]
ops = ["knot", { include-group = "dev" }]
''', [([], []), (['yaml'], []), (['all'], []), ([], ['ops'])]),
    'conflicts': ('''[project]
name = "quay"
version = "1.0"
requires-python = ">=3.9"
dependencies = ["tern"]
[project.optional-dependencies]
old = ["fulmar==1.0"]
new = ["fulmar==2.0"]
[tool.uv]
conflicts = [[{ extra = "old" }, { extra = "new" }]]
''', [([], []), (['old'], []), (['new'], [])]),
    'environments': ('''[project]
name = "mole"
version = "1.0"
requires-python = ">=3.11"
dependencies = ["auk", "fulmar<2 ; sys_platform == 'win32'", "fulmar>=2 ; sys_platform != 'win32'"]
[tool.uv]
environments = ["sys_platform == 'linux'", "sys_platform == 'win32'"]
''', [([], [])]),
}

SOURCES = '''[project]
name = "wharf"
version = "1.0"
requires-python = ">=3.9"
dependencies = ["tern", "plover", "knot", "dunlin", "crane", "member", "loose"]
[tool.uv.sources]
knot = { path = "wheels/knot-4.2-py3-none-any.whl" }
dunlin = { url = "ADDRESS/files/dunlin-0.3-py3-none-any.whl" }
crane = { git = "https://git.example/crane", rev = "REV" }
member = { workspace = true }
loose = { path = "loose", editable = true }
[tool.uv.workspace]
members = ["member"]
'''


# Of the public index, so these come only with `lock-fixtures.py natives`: what uv installs of real native packages.
NATIVES = '''[project]
name = "skerry"
version = "1.0"
requires-python = ">=3.9"
dependencies = ["numpy", "pydantic-core", "cffi", "lxml", "pyyaml", "cryptography", "markupsafe", "psutil", "orjson"]
'''


def natives():
    with tempfile.TemporaryDirectory() as temp:
        folder = Path(temp)
        env = {**os.environ, 'MACOSX_DEPLOYMENT_TARGET': '13.0', 'UV_NO_CONFIG': '1'}
        (folder / 'pyproject.toml').write_text(NATIVES)
        uv('lock', cwd=folder, env=env)
        uv('export', '--frozen', '--no-emit-project', '--format=requirements.txt', '-o=r.txt', '-q', cwd=folder, env=env)
        golden = []
        for ours, platform, python in TARGETS:
            into = folder / 'into'
            shutil.rmtree(into, ignore_errors=True)
            # Else uv takes 3.9 for 3.9.0, which no customer has.
            uv('pip', 'install', '-q', '--target', str(into), '--python-platform', platform, '--python-version', f'{python}.20',
               '--no-deps', '--only-binary=:all:', '-r', 'r.txt', cwd=folder, env=env)
            golden.append({'target': ours, 'installed': {
                info.name[:-10].lower().replace('_', '-'): sorted(re.findall('Tag: (.*)', (info / 'WHEEL').read_text()))
                for info in sorted(into.glob('*.dist-info'))}})
        lock = re.sub(r'https://[^/"]+/packages/(?:\w+/){3}', 'https://index.example/files/', (folder / 'uv.lock').read_text())
        lock = re.sub(r'registry = "[^"]+"', 'registry = "https://index.example/simple"', lock)
        lock = re.sub(r', size = \d+|, upload-time = "[^"]*"', '', lock)
        (OUT / 'natives.pyproject.toml').write_text(NATIVES)
        (OUT / 'natives.installed.json').write_text(json.dumps(golden, indent=1) + '\n')
        with open(OUT / 'natives.uv.lock.gz', 'wb') as file, gzip.GzipFile('', 'wb', 9, file, 0) as archive:
            archive.write(lock.encode())


def uv(*args, cwd, env):
    done = subprocess.run(['uv', *args], cwd=cwd, env=env, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f'uv {" ".join(args)}\n{done.stderr}')
    return done.stdout


def installed(folder):
    found = []
    for info in sorted(Path(folder).glob('*.dist-info')):
        text = (info / 'WHEEL').read_text()
        tags = sorted(re.findall('Tag: (.*)', text))
        build = re.search('Build: (.*)', text)
        found.append(f'{info.name[:-10].replace("-", "==")} {tags[0]}' + (f' {build[1]}' if build else ''))
    return found


def main():
    Index.files = {name: (data, metadata) for name, data, metadata in index()}
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Index)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f'http://127.0.0.1:{server.server_port}'
    for file in OUT.glob('*'):
        if not file.name.startswith('natives.'):
            file.unlink()
    OUT.mkdir(parents=True, exist_ok=True)
    version = subprocess.run(['uv', '--version'], capture_output=True, text=True).stdout.split()[1]
    with tempfile.TemporaryDirectory() as temp:
        env = {**os.environ, 'UV_DEFAULT_INDEX': f'{address}/simple', 'UV_CACHE_DIR': f'{temp}/cache',
               'MACOSX_DEPLOYMENT_TARGET': '13.0', 'UV_NO_CONFIG': '1'}
        for name, (pyproject, asks) in PROJECTS.items():
            folder = Path(temp) / name
            folder.mkdir()
            (folder / 'pyproject.toml').write_text(pyproject)
            uv('lock', cwd=folder, env=env)
            golden = []
            for extras, groups in asks:
                ask = [*(f'--extra={extra}' for extra in extras), '--no-default-groups', *(f'--group={group}' for group in groups)]
                uv('export', '--frozen', '--no-emit-project', '--format=requirements.txt', '-o=r.txt', '-q', *ask, cwd=folder, env=env)
                if name == 'basic':
                    suffix = '-'.join(extras + groups)
                    for kind in ['requirements.txt', 'pylock.toml']:
                        text = uv('export', '--frozen', '--no-emit-project', f'--format={kind}', '-q', *ask, cwd=folder, env=env)
                        stem, dot = kind.split('.')
                        (OUT / f'{name}.{stem}{"-" + suffix if suffix else ""}.{dot}').write_text(text.replace(address, 'https://index.example'))
                for ours, platform, python in TARGETS:
                    if name == 'environments' and ('macos' in ours or python < '3.11' or python == '3.9'):
                        continue
                    into = Path(temp) / 'into'
                    shutil.rmtree(into, ignore_errors=True)
                    uv('pip', 'install', '-q', '--target', str(into), '--python-platform', platform, '--python-version', python,
                       '--no-deps', '--only-binary=:all:', '-r', 'r.txt', cwd=folder, env=env)
                    golden.append({'target': ours, 'extras': extras, 'groups': groups, 'installed': installed(into)})
            (OUT / f'{name}.pyproject.toml').write_text(pyproject)
            (OUT / f'{name}.uv.lock').write_text((folder / 'uv.lock').read_text().replace(address, 'https://index.example'))
            (OUT / f'{name}.installed.json').write_text(json.dumps(golden, indent=1) + '\n')
        sources(Path(temp) / 'sources', address, env)
    # The wheels' names, sizes and digests, for an index in the tests.
    (OUT / 'README.md').write_text(f'Made by `scripts/lock-fixtures.py` with uv {version}. Do not edit.\n')


def sources(folder, address, env):
    crane = folder / 'crane'
    for path, name in [(crane, 'crane'), (folder / 'app/member', 'member'), (folder / 'app/loose', 'loose')]:
        path.mkdir(parents=True)
        (path / 'pyproject.toml').write_text(f'[project]\nname = "{name}"\nversion = "0.1"\nrequires-python = ">=3.9"\ndependencies = []\n[build-system]\nrequires = []\nbuild-backend = "none"\n')
    git = ['git', '-c', 'user.name=a', '-c', 'user.email=a@example.org', '-C', str(crane)]
    for args in [['init', '-q'], ['add', '.'], ['commit', '-q', '-m', 'x']]:
        subprocess.run([*git, *args], check=True, env={**env, 'GIT_AUTHOR_DATE': '1700000000 +0000', 'GIT_COMMITTER_DATE': '1700000000 +0000'})
    rev = subprocess.run([*git, 'rev-parse', 'HEAD'], capture_output=True, text=True).stdout.strip()
    app = folder / 'app'
    (app / 'wheels').mkdir()
    (app / 'wheels/knot-4.2-py3-none-any.whl').write_bytes(Index.files['knot-4.2-py3-none-any.whl'][0])
    text = SOURCES.replace('ADDRESS', address).replace('REV', rev)
    (app / 'pyproject.toml').write_text(text.replace('https://git.example/crane', f'file://{crane}'))
    uv('lock', cwd=app, env=env)
    lock = (app / 'uv.lock').read_text().replace(f'file://{crane}', 'https://git.example/crane').replace(address, 'https://index.example')
    (OUT / 'sources.uv.lock').write_text(lock)
    (OUT / 'sources.pyproject.toml').write_text(text.replace(address, 'https://index.example'))
    pylock = uv('export', '--frozen', '--format=pylock.toml', '-q', cwd=app, env=env)
    (OUT / 'sources.pylock.toml').write_text(pylock.replace(f'file://{crane}', 'https://git.example/crane').replace(address, 'https://index.example'))


natives() if sys.argv[1:] == ['natives'] else main()
