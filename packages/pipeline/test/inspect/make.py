# Makes a folder with bytecode of every sort, and a tar.gz, a tar and a zip of it, with Python's own modules.
import importlib.util, marshal, os, py_compile, struct, sys, tarfile, zipfile

root = sys.argv[1]
tree = os.path.join(root, 'app-1.0')
MODES = py_compile.PycInvalidationMode

def path(name):
    full = os.path.join(tree, name)
    os.makedirs(os.path.dirname(full), exist_ok=True)
    return full

def write(name, data):
    with open(path(name), 'wb') as file: file.write(data)
    os.utime(path(name), (1700000000, 1700000000))

def compiled(name, cfile, mode, text=b"x = 'compiled'\n", dfile=None):
    """A source, its bytecode by `mode`, and then a source of other text or none."""
    write(name, text)
    py_compile.compile(path(name), path(cfile), dfile=dfile or name, invalidation_mode=mode, doraise=True)

def cached(name): return importlib.util.cache_from_source(name)

# Legacy places, without sources.
compiled('lib/plain.py', 'lib/plain.pyc', MODES.UNCHECKED_HASH,
         b'"Says."\nclass C:\n    def f(self): return "/home/kai/data", "text"\n', '/srv/build/lib/plain.py')
compiled('lib/sub/more.py', 'lib/sub/more.pyc', MODES.TIMESTAMP, dfile='/srv/build/lib/sub/more.py')
for name in ('lib/plain.py', 'lib/sub/more.py'): os.remove(path(name))
data = open(path('lib/plain.pyc'), 'rb').read()
write('lib/cut.pyc', data[:100])
write('lib/future.pyc', struct.pack('<H', 3999) + data[2:])
write('lib/text.pyc', b'print("no bytecode")\n')

# Beside their sources: as they were, and with other sources.
for kind, mode in (('time', MODES.TIMESTAMP), ('checked', MODES.CHECKED_HASH), ('unchecked', MODES.UNCHECKED_HASH)):
    for state in ('fresh', 'stale'):
        name = 'pkg/%s_%s.py' % (kind, state)
        compiled(name, cached(name), mode)
        if state == 'stale': write(name, b"x = 'other source'\n")
compiled('pkg/optimised.py', 'pkg/__pycache__/optimised.cpython-312.opt-2.pyc', MODES.UNCHECKED_HASH)
compiled('pkg/gone.py', cached('pkg/gone.py'), MODES.UNCHECKED_HASH)
os.remove(path('pkg/gone.py'))
compiled('pkg/tag.py', 'pkg/__pycache__/tag.cpython-311.pyc', MODES.UNCHECKED_HASH)
compiled('pkg/beside.py', 'pkg/beside.pyc', MODES.UNCHECKED_HASH)
write('inner.zip', b'PK\5\6' + bytes(18))
os.symlink('plain.pyc', path('lib/link.pyc'))

# What the interpreter itself does with those beside their sources.
if sys.argv[2:] == ['import']:
    sys.dont_write_bytecode = True
    sys.path.insert(0, path('pkg'))
    for name in sorted(os.listdir(path('pkg'))):
        if name.endswith('.py'): print(name[:-3], __import__(name[:-3]).x)

for suffix, mode in (('.tar.gz', 'w:gz'), ('.tar', 'w')):
    with tarfile.open(tree + suffix, mode) as tar: tar.add(tree, 'app-1.0')
# zipfile would follow the link.
with zipfile.ZipFile(tree + '.zip', 'w', zipfile.ZIP_DEFLATED) as z:
    for folder, _, names in os.walk(tree):
        for name in sorted(names):
            full = os.path.join(folder, name)
            if not os.path.islink(full): z.write(full, os.path.relpath(full, root))
