import type { Runtime } from '@exuvia/model'
import { parseRuntime } from '@exuvia/packaging'
import { nameCode } from './name-code.ts'
import { PLATFORM_MODULE, type PlatformOptions, platformModule } from './platform-note.ts'
import { storedZip } from './stored-zip.ts'

/**
 * Makes `EXUVIA.children.zip`. A launcher puts it first on PYTHONPATH, so each Python below it imports the
 * module `sitecustomize` in it when it starts. If that Python is the one that runs the application, it gets
 * `lib/`; any other removes the entry. Then the `sitecustomize` that it hides runs.
 *
 * It is a zip because Python writes no bytecode beside a module in one; its entries are stored, so that Pythons
 * without zlib read them.
 * @param platform for launchers that are `native`: what they say if the application ends on another platform
 */
export function childrenArchive(runtime: Runtime, magic: number, platform?: PlatformOptions): Buffer {
  const modules = [
    ['sitecustomize', siteModule(runtime, magic)] as const,
    ...(platform === undefined ? [] : [[PLATFORM_MODULE, platformModule(platform)] as const]),
  ]
  return storedZip(modules.map(([name, text]) => ({ name: `${name}.py`, bytes: Buffer.from(text, 'ascii') })))
}

/** Python 2.7 and 3.6 to 3.15, and PyPy, run it alike. */
function siteModule(runtime: Runtime, magic: number): string {
  const parts = parseRuntime(runtime)
  if (parts === undefined) throw new TypeError(`${runtime} is not a runtime`)
  return `# A launcher of Exuvia puts this archive on PYTHONPATH, so that child processes find lib/.
import os
import sys

${nameCode(parts)}
def _settle(entry):
    """Replace the archive on sys.path by lib/ if this is the application's Python, else remove it."""
    if sys.version_info[0] == 2:
        import imp

        magic = imp.get_magic()
    else:
        from _frozen_importlib_external import MAGIC_NUMBER as magic
    magic = bytearray(magic)
    root = os.path.dirname(entry)
    if os.environ.get('EXUVIA_CHILDREN') == sys.executable and magic[0] + 256 * magic[1] == ${magic}:
        sys.path[:] = [os.path.join(root, 'lib') if p == entry else p for p in sys.path]
        sys.dont_write_bytecode = True
        _name_code(root + os.sep)
        return
    sys.path[:] = [p for p in sys.path if p != entry]
    paths = [p for p in os.environ.get('PYTHONPATH', '').split(os.pathsep) if p != entry]
    os.environ.pop('EXUVIA_CHILDREN', None)
    os.environ.pop('PYTHONPATH', None)
    if paths:
        os.environ['PYTHONPATH'] = os.pathsep.join(paths)


_settle(os.path.dirname(__file__))
# If there is no other sitecustomize, this import fails as the one by site would. Python 2 clears a module that
# nothing refers to, and 3.8 and 3.9 expect this one to be there when it fails.
_module = sys.modules.pop(__name__)
try:
    __import__('sitecustomize')
except:
    sys.modules['sitecustomize'] = _module
    raise
`
}
