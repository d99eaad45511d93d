/**
 * The program that imports modules in a trial. A launcher starts it as it starts an application, so `sys.path` is what
 * the application has. It takes two paths: a list of `module` or `module:attribute`, a line each, and the file for its
 * report.
 *
 * The report is written line by line, so that what is known stays known when an import ends the process:
 * `start NAME` before each, then `ok`, or `failed HOW` with the lines of the traceback behind `|`; `modules A B C` at
 * the end. It imports no module before it needs one, because a module of the application may have the same name.
 * Python 2.7 and 3.6 to 3.15, and PyPy, run it alike.
 */
export const IMPORT_RUNNER = `import os
import sys

names_path, report_path = sys.argv[1:3]
with open(names_path, 'rb') as file:
    names = file.read().decode('utf-8').splitlines()
report = os.open(report_path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
sys.argv[1:] = []
lib = os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(sys.argv[0]))), 'lib')


def say(line):
    if not isinstance(line, bytes):
        line = line.encode('utf-8', 'backslashreplace')
    os.write(report, line.replace(b'\\r', b' ').replace(b'\\n', b' ') + b'\\n')


def load(name):
    module, _, attribute = str(name).partition(':')
    __import__(module)
    value = sys.modules[module]
    for part in attribute.split('.') if attribute else ():
        value = getattr(value, part)


def why(error):
    import traceback

    kind, _, frames = sys.exc_info()
    while frames is not None and frames.tb_frame.f_code.co_filename == load.__code__.co_filename:
        frames = frames.tb_next
    lines = ''.join(traceback.format_exception(kind, error, frames)).splitlines()
    say('failed ' + (lines[-1] if lines else kind.__name__))
    for line in lines[:400]:
        say('|' + line)


def own():
    found = []
    for name, module in list(sys.modules.items()):
        try:
            path = module.__file__ or ''
        except Exception:
            continue
        if isinstance(path, str) and path.startswith(lib + os.sep) and name != '__main__':
            found.append(name)
    return sorted(found)


for name in names:
    say('start ' + name)
    try:
        load(name)
    except SystemExit as end:
        say('failed it ends the program as it is imported, with status %s' % (end.code,))
    except BaseException as error:
        why(error)
    else:
        say('ok')
say('modules ' + ' '.join(own()))
# No waiting for threads that an import started.
os._exit(0)
`

/**
 * A `usercustomize` module for the HOME of a command: it writes down which modules of the application were imported when the
 * process ends. A file is named by the process, so that those of children do not count.
 * @param folder absolute, for these files
 * @param lib absolute, of the application
 */
export function moduleListener(folder: string, lib: string): string {
  return `import atexit
import os
import sys


def note(folder=${pythonText(folder)}, lib=${pythonText(lib)}):
    found = []
    for name, module in list(sys.modules.items()):
        path = getattr(module, '__file__', None) or ''
        if isinstance(path, str) and path.startswith(lib + os.sep) and name not in ('__main__', '__mp_main__'):
            found.append(name)
    with open(os.path.join(folder, str(os.getpid())), 'w') as file:
        file.write('\\n'.join(sorted(found)))


atexit.register(note)
`
}

function pythonText(text: string): string {
  return JSON.stringify(text)
}
