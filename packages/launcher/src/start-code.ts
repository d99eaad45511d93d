import { CHILDREN_ARCHIVE } from '@exuvia/model'
import type { RuntimeParts } from '@exuvia/packaging'

/** What a launcher starts: an entry point (PyPA entry points specification), or the code of a script. */
export type LauncherStart =
  | {
      readonly module: string
      /** Dotted attribute of the module that the launcher calls. */
      readonly attribute: string
    }
  | {
      /** Path of the script's code below the tarball's folder: `.py`, or `.pyc` without its source. */
      readonly code: string
    }

/** What surrounds the application in a launcher for native modules: `_Guard` of `PLATFORM_GUARD`. */
const GUARD = `with _Guard(os.path.join(_root, '${CHILDREN_ARCHIVE}')):\n`

/**
 * The last lines of a launcher: they start the application.
 * @param native whether an error that ends the application may come from the platform
 */
export function startCode(
  start: LauncherStart,
  { major }: Pick<RuntimeParts, 'major'>,
  native: boolean,
): string {
  const guarded = (lines: string): string =>
    native ? `    ${GUARD}${lines.replaceAll(/^(?=.)/gm, '    ')}` : lines
  if ('module' in start) {
    return `if __name__ == '__main__':\n${guarded(entryPoint(start.module, start.attribute))}`
  }
  const place = `os.path.join(_root, ${start.code
    .split('/')
    .map((part) => `'${part}'`)
    .join(', ')})`
  const read = major === 2 ? readOnPython2(start.code) : readOnPython3(start.code)
  return `    _path = ${place}\n${read}${guarded(RUN)}`
}

function entryPoint(module: string, attribute: string): string {
  const names = attribute.split('.').map((name) => `'${name}',`)
  return `    __import__('${module}')
    _entry = sys.modules['${module}']
    for _name in (${names.join(' ')}):
        _entry = getattr(_entry, _name)
    sys.exit(_entry())
`
}

/** `__loader__` must be the loader of the script: the launcher's gives the launcher's lines to tracebacks. */
function readOnPython3(path: string): string {
  const loader = path.endsWith('.pyc') ? 'SourcelessFileLoader' : 'SourceFileLoader'
  return `    from _frozen_importlib_external import ${loader} as _loader

    __loader__ = _loader('__main__', _path)
    _code = __loader__.get_code('__main__')
`
}

function readOnPython2(path: string): string {
  return path.endsWith('.pyc')
    ? '    _code = _read(_path)\n'
    : `    with open(_path, 'rb') as _file:
        _code = compile(_file.read().replace(b'\\r\\n', b'\\n') + b'\\n', _path, 'exec', 0, True)
`
}

/** The script gets a module of its own, \`__main__\`, without the launcher's names and its docstring. */
const RUN = `    __doc__ = None
    for _name in list(globals()):
        if _name[:2] != '__' and _name not in ('_code', '_name'):
            del globals()[_name]
    del _name
    eval(globals().pop('_code'), globals())
`
