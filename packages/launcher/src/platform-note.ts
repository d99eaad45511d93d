import { parsePlatform } from '@exuvia/packaging'

/** An archive for one platform, and those of the same release and runtime for others. */
export interface PlatformOptions {
  /** A platform tag. */
  readonly platform: string
  /** `<name>-<version>`, for the message. */
  readonly stem: string
  /** In the order of preference; a platform may be `any`. */
  readonly others: readonly { readonly platform: string; readonly file: string }[]
}

/** The module in `EXUVIA.children.zip` that a launcher with native modules imports when an error ends the application. */
export const PLATFORM_MODULE = 'exuvia_platform'

/**
 * Python that a launcher runs around the application: if an error ends it that comes from a module that does not load,
 * the module above says whether that is because of the platform. It is a context manager, because that adds no frame to
 * tracebacks and no name to a script's, and short, because Python compiles it on each start. Its methods use no
 * globals, which a launcher removes before a script runs.
 */
export const PLATFORM_GUARD = `
class _Guard(object):
    def __init__(self, path):
        self.path = path

    def __enter__(self):
        pass

    def __exit__(self, kind, error, trace):
        if isinstance(error, (ImportError, OSError)) or getattr(error, '__context__', None):
            import sys

            sys.path.insert(0, self.path)
            from ${PLATFORM_MODULE} import note

            note(kind, error, trace)
`

/** Python 2.7 and 3.6 to 3.15, and PyPy, run it alike. */
export function platformModule({ platform, stem, others }: PlatformOptions): string {
  const files = others.map(({ platform: other, file }) => `    (${pythonPlatform(other)}, '${file}'),\n`)
  return `# Says which platform this archive is for, if the application ends on another one.
import errno
import os
import sys

# The system, its machines, and the oldest version of glibc, musl or macOS; None for an unknown platform.
NEED = ${pythonPlatform(platform)}
OTHERS = (
${files.join('')})
SYSTEMS = {'glibc': 'Linux', 'musl': 'Linux', 'linux': 'Linux', 'macos': 'macOS', 'windows': 'Windows'}


def here():
    """Return the same of the running Python; a version is None if it is unknown."""
    if os.name == 'nt':
        import sysconfig

        name = sysconfig.get_platform()
        return 'windows', ('x86' if name == 'win32' else name.partition('-')[2],), None
    machine = os.uname()[4]
    if machine[:1] == 'i' and machine[2:] == '86':
        machine = 'i686'
    if machine[:4] == 'armv':
        machine = 'arm'
    # A kernel of 64 bits also runs programs of 32.
    if sys.maxsize < 2 ** 32:
        machine = {'x86_64': 'i686', 'aarch64': 'arm'}.get(machine, machine)
    if sys.platform == 'darwin':
        import platform

        # Pythons for old systems get 10.16 from each newer one.
        version = numbers(platform.mac_ver()[0])
        return 'macos', (machine,), None if version == (10, 16) else version
    if not sys.platform.startswith('linux'):
        return sys.platform, (machine,), None
    try:
        # CS_GNU_LIBC_VERSION, a name that Python 2 does not have.
        words = (os.confstr(2) or '').split()
    except (AttributeError, OSError, ValueError):
        words = []
    if words[:1] == ['glibc']:
        return 'glibc', (machine,), numbers(words[-1])
    import glob

    return 'musl' if glob.glob('/lib/ld-musl-*') else 'linux', (machine,), None


def numbers(text):
    parts = text.split('.')[:2]
    return tuple([int(part) for part in parts]) if len(parts) == 2 and ''.join(parts).isdigit() else None


def fits(need, have, surely=False):
    """Tell whether what is known of two platforms does not contradict, or whether it surely fits."""
    if need is None:
        return True
    if surely and (need[0] != have[0] or need[2] is not None and have[2] is None and need[0] != 'musl'):
        return False
    if need[0] != have[0] and not ('linux' in (need[0], have[0]) and SYSTEMS.get(need[0]) == SYSTEMS.get(have[0])):
        return False
    if have[1][0] not in need[1]:
        return False
    return need[2] is None or have[2] is None or have[2] >= need[2]


def words(place, more=''):
    system, machines, version = place
    about = [system] if system in ('glibc', 'musl') else []
    if version is not None:
        about.append('%d.%d' % version + more)
    text = SYSTEMS.get(system, system) + ' ' + ' and '.join(machines)
    return text + (' (%s)' % ' '.join(about) if about else '')


def failed_to_load(error):
    """Tell whether an error comes from a module, library or program that this platform does not load."""
    for _ in range(20):
        if isinstance(error, ImportError):
            return True
        # A library that ctypes cannot load has no number, and a program for another machine has this one.
        if isinstance(error, OSError):
            return error.errno in (None, errno.ENOEXEC)
        error = getattr(error, '__cause__', None) or getattr(error, '__context__', None)
    return False


def note(kind, error, trace):
    """Print the error and the reason, and exit; return if the platform is no reason."""
    is_exit = kind is SystemExit
    if sys.stderr is None or not (error.code if is_exit else issubclass(kind, Exception)):
        return
    have = here()
    if fits(NEED, have) or not failed_to_load(error):
        return
    file = ([file for need, file in OTHERS if fits(need, have, True)] + [None])[0]
    advice = 'use ' + file if file else 'use such a system, because this release has no archive for this one'
    if not is_exit:
        sys.excepthook(kind, error, trace)
    sys.stderr.write('${programWords(stem)}: this archive is for %s, but this Python runs on %s: %s.\\n' % (
        words(NEED, ' or newer'), words(have), advice))
    if not is_exit:
        sys.exit(1)
`
}

/** `<name> <version>`, as messages name it. */
export function programWords(stem: string): string {
  const dash = stem.lastIndexOf('-')
  return dash < 0 ? stem : `${stem.slice(0, dash)} ${stem.slice(dash + 1)}`
}

function pythonPlatform(tag: string): string {
  const platform = parsePlatform(tag)
  if (platform === undefined) return 'None'
  const { system, machines, version } = platform
  const known = version === undefined ? 'None' : `(${version.join(', ')})`
  return `('${system}', (${machines.map((machine) => `'${machine}',`).join(' ')}), ${known})`
}
