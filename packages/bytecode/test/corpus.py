# Compiles every `step`th module of the running Python's standard library at the given levels and
# writes the marshalled code objects to standard output, each after its length in 4 bytes.
# Runs on 2.7 and 3.3 or later; on 2.7 the level comes from -O and -OO.
# A third argument names states of the interpreter: `reverse` (compile in reverse order), `keep` (keep all
# code objects alive), `import` (first import every importable module of the library). A fourth is the
# folder of another library.
import marshal, os, struct, sys, sysconfig, warnings

# Modules that open something, or end the process, on import.
ACTIVE = {'antigravity', 'this', 'idlelib', 'turtle', 'turtledemo', 'tkinter', 'Tkinter', 'lib-tk', 'test', 'tests', '__main__'}

def import_all():
    # Some print on import.
    shown, sys.stdout = sys.stdout, open(os.devnull, 'w')
    for path in paths:
        parts = os.path.relpath(path, root)[:-3].replace('-', '.').split(os.sep)
        if ACTIVE & set(parts):
            continue
        try:
            __import__('.'.join(parts[:-1] if parts[-1] == '__init__' else parts))
        except (Exception, SystemExit):
            pass
    sys.stdout = shown

warnings.simplefilter('ignore')
step = int(sys.argv[1])
levels = [int(level) for level in sys.argv[2].split(',')]
root = sys.argv[4] if len(sys.argv) > 4 else sysconfig.get_path('stdlib')
paths = []
for folder, folders, files in os.walk(root):
    folders[:] = sorted(f for f in folders if f not in ('site-packages', '__pycache__'))
    paths.extend(os.path.join(folder, f) for f in sorted(files) if f.endswith('.py'))
out = getattr(sys.stdout, 'buffer', sys.stdout)
states = sys.argv[3].split(',') if len(sys.argv) > 3 else []
if 'import' in states:
    import_all()
chosen = paths[::step]
kept = []
written = {}
for path in reversed(chosen) if 'reverse' in states else chosen:
    with open(path, 'rb') as file:
        source = file.read()
    name = os.path.relpath(path, root)
    for level in levels:
        try:
            if sys.version_info[0] == 2:
                code = compile(source, name, 'exec', 0, 1)
            else:
                code = compile(source, name, 'exec', 0, True, level)
        except (SyntaxError, ValueError, TypeError, RecursionError if sys.version_info[0] > 2 else SyntaxError):
            continue
        if 'keep' in states:
            kept.append(code)
        written[path, level] = marshal.dumps(code)
for path in chosen:
    for level in levels:
        if (path, level) in written:
            out.write(struct.pack('<I', len(written[path, level])) + written[path, level])
