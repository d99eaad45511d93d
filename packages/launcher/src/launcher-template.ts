/**
 * The launcher. `renderLauncher` fills in the `@NAMES@`.
 *
 * It is a shell script and a Python program in one file. For Python, `''':'` opens a
 * string, so Python skips the shell part. For a shell it is the command `:`, and the
 * shell never gets past the last `exit`. Rules for every line:
 * - ASCII, no backslash in the shell part (Python 3.12 warns about unknown escapes in
 *   strings), and no three quotes in a row;
 * - POSIX shell only, and variables that start with `_xv_`: if the caller's environment
 *   had a variable of the same name, setting it would change the application's value;
 * - each part that Python runs takes the folder first on sys.path away before it imports
 *   anything else: a file in bin/ or in the customer's folder must not run;
 * - Python that 2.7 and 3.6 to 3.15 read alike. The part that runs on every start stays
 *   short, because Python compiles this file each time.
 *
 * The template is a string rather than a file beside this one, so that bundlers keep it.
 */
export const LAUNCHER_TEMPLATE = String.raw`#!/bin/sh
# -*- coding: utf-8 -*-
# Starts @PROGRAM@ on @NEEDED@.
''':'
# The shell runs this part: it finds @NEEDED@ and runs this same file with it.
if [ -n "$EXUVIA_PYTHON" ]; then
  if command -v "$EXUVIA_PYTHON" >/dev/null 2>&1; then exec "$EXUVIA_PYTHON" "$0" "$@"; fi
  echo "@PROGRAM@: EXUVIA_PYTHON is not an executable program: $EXUVIA_PYTHON" >&2
  exit 127
fi
_xv_search() {
  for _xv_name in @SHELL_NAMES@; do
    for _xv_dir in $PATH; do
      # A relative folder lies in the current one, which may be anybody's.
      case $_xv_dir in /*) ;; *) continue ;; esac
      _xv_file=$_xv_dir/$_xv_name
      if [ ! -f "$_xv_file" ] || [ ! -x "$_xv_file" ]; then continue; fi
      # A script may be a pyenv or asdf shim, which fails if its version is not active.
      # PYTHONHOME or PYTHONPATH of another Python can stop this one. Probe both first.
      _xv_line=
      { IFS= read -r _xv_line <"$_xv_file"; } 2>/dev/null
      case $_xv_ask$_xv_line in
        ask*|'#!'*)
          _xv_real=$(PYTHONSAFEPATH=1 "$_xv_file" -c '@SHELL_PROBE@' </dev/null 2>/dev/null)
          case $? in
            # A version manager's shim takes longer than Python: run it once, and then what it found.
            0) case $_xv_dir:$_xv_real in */shims:/*) if [ -x "$_xv_real" ]; then _xv_file=$_xv_real; fi ;; esac ;;
            3) [ -n "$_xv_other" ] || _xv_other=$_xv_file; continue ;;
            *) _xv_broken=$_xv_broken$_xv_colon$_xv_file _xv_colon=:; continue ;;
          esac ;;
      esac
      if [ -n "$_xv_broken" ]; then export EXUVIA_BROKEN="$_xv_broken"; fi
      exec "$_xv_file" "$0" "$@"
    done
  done
}
_xv_ask= _xv_other= _xv_broken= _xv_colon=
case $PYTHONPATH in *[Pp]ython*) _xv_ask=ask ;; esac
if [ -n "$PYTHONHOME" ]; then _xv_ask=ask; fi
[ -n "$PATH" ] || PATH=/usr/local/bin:/usr/bin:/bin
set -f
IFS=:
_xv_search "$@"
for _xv_name in PYTHONHOME PYTHONPATH; do
  if [ -n "$_xv_ask" ] && [ -z "$_xv_other" ]; then
    unset $_xv_name
    _xv_broken= _xv_colon=
    _xv_search "$@"
  fi
done
# Another version: the Python part below reports what is missing.
if [ -n "$_xv_other" ]; then
  if [ -n "$_xv_broken" ]; then export EXUVIA_BROKEN="$_xv_broken"; fi
  exec "$_xv_other" "$0" "$@"
fi
echo "@PROGRAM@ needs @NEEDED@, but no Python was found on PATH." >&2
if [ -n "$_xv_broken" ]; then echo "These failed to start:" $_xv_broken >&2; fi
echo "Install @NEEDED@, or set EXUVIA_PYTHON to its path." >&2
exit 127
'''
# Python runs this part: the right Python starts the application, another one hands over.
import sys

# bin/ comes first on sys.path: nothing is imported from it. sys is built in. With -I and -P it is not added.
_first = []
if __name__ == '__main__' and not (getattr(sys.flags, 'isolated', 0) or getattr(sys.flags, 'safe_path', 0)):
    _first, sys.path[:1] = sys.path[:1], []

import os


def _describe():
    """Return this Python's implementation, the magic number of its bytecode, and its version."""
    if '__pypy__' in sys.builtin_module_names:
        implementation = 'pypy'
    else:
        implementation = getattr(getattr(sys, 'implementation', None), 'name', 'cpython')@FREE_THREADED@
    # By version and not by trying: a file must not stand for a module that this Python does not have.
    if sys.version_info[0] == 2:
        import imp

        magic = imp.get_magic()
    else:
        from _frozen_importlib_external import MAGIC_NUMBER as magic
    magic = bytearray(magic)
    version = '%d.%d.%d' % tuple(sys.version_info[:3])
    if sys.version_info[3] != 'final':
        version += '%s%d' % tuple(sys.version_info[3:5])
    return implementation, magic[0] + 256 * magic[1], version


def _hand_over():
    """Hand over to a matching Python on PATH, or report which one is missing and exit."""
    import subprocess
    import threading

    fits = @FITS@
    tarballs = @TARBALLS@
    windows = os.name == 'nt'
    guard = 'EXUVIA_HANDED_OVER'
    found = []
    reported = set()

    def note(path, answer):
        if not isinstance(answer, tuple):
            # A broken shim for a version that would not match anyway is not reported.
            if os.path.basename(path) not in @OTHER_NAMES@:
                found.append('  %s  failed to start: %s' % (path, answer))
            return
        if answer in reported:
            return
        reported.add(answer)
        name, _, threads = answer[0].partition('-')
        words = {'cpython': 'CPython', 'pypy': 'PyPy'}.get(name, name)
        words = threads and 'free-threaded ' + words or words
        runtime = {'cpython': 'cp', 'pypy': 'pp'}.get(name, '?') + ''.join(answer[2].split('.')[:2]) + threads
        tarball = tarballs.get(runtime)
        if runtime == '@RUNTIME@':
            advice = 'different bytecode (magic number %d, expected %d)' % (answer[1], fits[1])
        else:
            advice = 'use ' + tarball if tarball else 'this release has no tarball for it'
        found.append('  %s %s  %s: %s' % (words, answer[2], path, advice))

    def ask(command, environ):
        """Return a candidate's description, or the reason why it gives none."""
        # -c puts the current folder first on sys.path. 3.13 imports linecache before the code can remove it.
        probe = 'import sys; sys.path[:] = [p for p in sys.path if p not in ("", ".")]; '
        probe += 'n = {"__name__": "probe"}; f = open(sys.argv[1], "rb"); '
        probe += 'exec(compile(f.read(), "launcher", "exec"), n); print("%s %d %s" % n["_describe"]())'
        null = open(os.devnull, 'rb')
        try:
            pipe = subprocess.PIPE
            child = subprocess.Popen(
                command + ['-B', '-c', probe, os.path.abspath(__file__)],
                stdin=null, stdout=pipe, stderr=pipe, env=dict(environ, PYTHONSAFEPATH='1')
            )
            timer = threading.Timer(10, child.kill)
            timer.start()
            try:
                output, errors = child.communicate()
            finally:
                timer.cancel()
        except EnvironmentError as error:
            return str(error.strerror)  # errno's message, without the path
        finally:
            null.close()
        if str is not bytes:
            output, errors = output.decode('utf-8', 'replace'), errors.decode('utf-8', 'replace')
        words = output.split()[-3:]
        if child.returncode == 0 and len(words) == 3 and words[1].isdigit():
            return words[0], int(words[1]), words[2]
        lines = errors.strip().splitlines()
        return lines[0][:200] if lines else 'exit status %d' % child.returncode

    def candidates():
        chosen = os.environ.get('EXUVIA_PYTHON')
        if chosen and os.path.dirname(chosen):
            yield [chosen]
            return
        commands = [[chosen]] if chosen else [[name] for name in @NAMES@]
        if windows and not chosen:
            commands = @WINDOWS_COMMANDS@
        folders = (os.environ.get('PATH') or os.defpath).split(os.pathsep)
        for command in commands:
            for folder in folders:
                path = os.path.join(folder, command[0])
                if windows and not path.lower().endswith('.exe'):
                    path += '.exe'
                if os.path.isabs(folder) and os.path.isfile(path) and os.access(path, os.X_OK):
                    yield [path] + command[1:]

    def identity(path):
        # Links to the same Python count as one candidate. A version manager such as mise
        # is one program behind many names, and each name gives another Python.
        real = os.path.realpath(path)
        return real if os.path.basename(real).lower().startswith('py') else (real, os.path.basename(path))

    def go(command, environ):
        flags = ['-' + 'O' * sys.flags.optimize] if sys.flags.optimize else []
        for letter, given in (('E', 'ignore_environment'), ('s', 'no_user_site'), ('S', 'no_site')):
            if getattr(sys.flags, given):
                flags.append('-' + letter)
        if fits[2] >= 304 and getattr(sys.flags, 'isolated', 0):
            flags.append('-I')
        environ[guard] = os.path.realpath(__file__)
        command = command + flags + sys.argv
        if not windows:
            os.execve(command[0], command, environ)
        # Windows has no exec: this process waits for the other one and passes on its status.
        import signal

        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sys.exit(subprocess.call(command, env=environ))

    note(sys.executable or 'this one', _describe())
    seen = set([identity(sys.executable or '')])
    handed = os.environ.get(guard) == os.path.realpath(__file__)
    # The shell has run these already, so they come last, where only their reason is missing.
    broken = os.environ.pop('EXUVIA_BROKEN', '').split(os.pathsep)
    for command in [] if handed else sorted(candidates(), key=lambda command: command[0] in broken):
        if identity(command[0]) in seen or len(seen) > 32:
            continue
        seen.add(identity(command[0]))
        # These belong to the running Python and can stop another one from starting.
        environ = dict(os.environ)
        for name in ('PYTHONHOME', 'PYTHONEXECUTABLE', '__PYVENV_LAUNCHER__'):
            environ.pop(name, None)
        answer = ask(command, environ)
        if not isinstance(answer, tuple) and environ.pop('PYTHONPATH', None):
            answer = ask(command, environ)
        if isinstance(answer, tuple) and answer[:2] == fits[:2]:
            go(command, environ)
        note(' '.join(command), answer)

    text = ['@PROGRAM@ needs @NEEDED@, which was not found. Found on this machine:'] + found
    if os.environ.get('EXUVIA_PYTHON'):
        text[0] = '@PROGRAM@ needs @NEEDED@, but EXUVIA_PYTHON does not point to it. Tried:'
    text += ['Install @NEEDED@, or set EXUVIA_PYTHON to its path.']
    _stop(text)


def _stop(lines):
    text = '\n'.join(lines)
    if sys.stderr is not None:
        sys.stderr.write(text + '\n')
    elif os.name == 'nt':  # pythonw has no console
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, text, '@PROGRAM@', 0x10)
    sys.exit(127)


@NAME_CODE@@GUARD@
# multiprocessing runs this file again in its workers, as __mp_main__.
if __name__ in ('__main__', '__mp_main__'):
    if _describe()[:2] != @FITS@[:2]:
        _hand_over()
    os.environ.pop('EXUVIA_HANDED_OVER', None)
    os.environ.pop('EXUVIA_BROKEN', None)
    _bin = os.path.dirname(os.path.realpath(__file__))
    _root = os.path.dirname(_bin)
    _lib = os.path.join(_root, 'lib')
    if not os.path.isdir(_lib):
        _stop(['@PROGRAM@: the folder %s is missing.' % _lib,
               'The launcher only works in bin/ of the unpacked tarball: link to it instead of copying it.'])
    # A debugger may have put another folder first. Only lib/ holds modules, and bin/ none.
    sys.path[:0] = _first
    if sys.path and os.path.realpath(sys.path[0]) == _bin:
        del sys.path[0]
    # The Pythons that the application starts find lib/ through the first entry of PYTHONPATH. An application
    # that another one started belongs to itself: the other one's entry and lib/ go.
    _paths = [p for p in os.environ.get('PYTHONPATH', '').split(os.pathsep) if p]
    for _path in [p for p in _paths if os.path.basename(p) == '@CHILDREN@']:
        _paths.remove(_path)
        _path = _path, os.path.join(os.path.dirname(_path), 'lib')
        sys.path[:] = [p for p in sys.path if p not in _path]
    _path = os.path.join(_root, '@CHILDREN@')
    if sys.executable and os.pathsep not in _path:
        os.environ['EXUVIA_CHILDREN'] = sys.executable
        os.environ['PYTHONPATH'] = os.pathsep.join([_path] + _paths)
    sys.path.insert(0, _lib)
    # Write no bytecode, so that the unpacked folder still passes verification.
    sys.dont_write_bytecode = True
    _read = _name_code(_root + os.sep)
@LAZY@@START@`
