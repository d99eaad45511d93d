import type { Runtime } from '@exuvia/model'
import { parseRuntime } from './runtime.ts'

/** Names of standard modules, and the first and last minor version (major × 100 + minor) that has them. */
interface Period {
  readonly first: number
  readonly last: number
  /** Separated by spaces. */
  readonly names: string
}

/**
 * The public modules of CPython's standard library, without those that begin with `_` and without `test`.
 * Source: `sys.stdlib_module_names` (3.10 and newer), the folders of the library (older); a test compares them.
 */
const PERIODS: readonly Period[] = [
  {
    first: 0,
    last: 300,
    names:
      'BaseHTTPServer Bastion CGIHTTPServer ConfigParser Cookie DocXMLRPCServer HTMLParser MimeWriter Queue ' +
      'SimpleHTTPServer SimpleXMLRPCServer SocketServer StringIO UserDict UserList UserString anydbm ' +
      'audiodev bsddb cPickle cStringIO commands compiler cookielib copy_reg dbhash dircache dumbdbm ' +
      'dummy_thread exceptions fpformat future_builtins hotshot htmlentitydefs htmllib httplib ihooks ' +
      'imputil linuxaudiodev markupbase md5 mhlib mimetools mimify multifile mutex new os2emxpath popen2 ' +
      'posixfile repr rexec rfc822 robotparser sets sgmllib sha sre statvfs stringold strop sunaudio thread ' +
      'toaiff urllib2 urlparse user whichdb xmllib xmlrpclib',
  },
  {
    first: 0,
    last: 306,
    names: 'macurl2path',
  },
  {
    first: 0,
    last: 307,
    names: 'macpath',
  },
  {
    first: 0,
    last: 308,
    names: 'dummy_threading',
  },
  {
    first: 0,
    last: 309,
    names: 'formatter parser symbol',
  },
  {
    first: 0,
    last: 310,
    names: 'binhex',
  },
  {
    first: 0,
    last: 311,
    names: 'asynchat asyncore distutils imp smtpd',
  },
  {
    first: 0,
    last: 312,
    names:
      'aifc audioop cgi cgitb chunk crypt imghdr lib2to3 mailcap msilib nis nntplib ossaudiodev pipes ' +
      'sndhdr spwd sunau telnetlib uu xdrlib',
  },
  {
    first: 0,
    last: 314,
    names: 'sre_compile sre_constants sre_parse',
  },
  {
    first: 0,
    last: Number.POSITIVE_INFINITY,
    names:
      'abc antigravity argparse array ast atexit base64 bdb binascii bisect bz2 cProfile calendar cmath cmd ' +
      'code codecs codeop collections colorsys compileall contextlib copy csv ctypes curses datetime ' +
      'decimal difflib dis doctest email encodings ensurepip errno fcntl filecmp fileinput fnmatch ' +
      'fractions ftplib functools gc genericpath getopt getpass gettext glob grp gzip hashlib heapq hmac ' +
      'idlelib imaplib importlib inspect io itertools json keyword linecache locale logging mailbox marshal ' +
      'math mimetypes mmap modulefinder msvcrt multiprocessing netrc nt ntpath nturl2path numbers opcode ' +
      'operator optparse os pdb pickle pickletools pkgutil platform plistlib poplib posix posixpath pprint ' +
      'profile pstats pty pwd py_compile pyclbr pydoc pyexpat quopri random re readline resource ' +
      'rlcompleter runpy sched select shelve shlex shutil signal site smtplib socket sqlite3 ssl stat ' +
      'string stringprep struct subprocess symtable sys sysconfig syslog tabnanny tarfile tempfile termios ' +
      'textwrap this threading time timeit token tokenize trace traceback tty types unicodedata unittest ' +
      'urllib uuid warnings wave weakref webbrowser winsound wsgiref xml zipfile zipimport zlib',
  },
  {
    first: 306,
    last: Number.POSITIVE_INFINITY,
    names:
      'asyncio builtins concurrent configparser copyreg dbm enum faulthandler html http ipaddress lzma ' +
      'pathlib queue reprlib secrets selectors socketserver statistics tkinter tracemalloc turtle ' +
      'turtledemo typing venv winreg xmlrpc zipapp',
  },
  {
    first: 307,
    last: Number.POSITIVE_INFINITY,
    names: 'contextvars dataclasses',
  },
  {
    first: 309,
    last: Number.POSITIVE_INFINITY,
    names: 'graphlib zoneinfo',
  },
  {
    first: 311,
    last: Number.POSITIVE_INFINITY,
    names: 'tomllib',
  },
  {
    first: 314,
    last: Number.POSITIVE_INFINITY,
    names: 'annotationlib compression',
  },
  {
    first: 315,
    last: Number.POSITIVE_INFINITY,
    names: 'profiling',
  },
]

/**
 * Lists the names of a runtime's public standard modules. PyPy has those of CPython's version. A version that
 * is newer than this table has those of the newest version in it.
 * @returns undefined for MicroPython and names that are no runtime
 */
export function standardModules(runtime: Runtime): ReadonlySet<string> | undefined {
  const parts = parseRuntime(runtime)
  if (parts === undefined || parts.implementation === 'mpy') return undefined
  const minor = parts.major * 100 + parts.minor
  return new Set(
    PERIODS.filter(({ first, last }) => first <= minor && minor <= last).flatMap(({ names }) =>
      names.split(' '),
    ),
  )
}

const OF_PYTHON_3 = new Set(PERIODS.filter(({ last }) => last > 300).flatMap(({ names }) => names.split(' ')))

/** Whether a top-level module comes with some Python 3. Private modules and `pydoc_data` count. */
export function isStandardModule(name: string): boolean {
  return OF_PYTHON_3.has(name) || name === 'pydoc_data' || name.startsWith('_')
}
