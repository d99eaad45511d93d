/**
 * Why warnings about published files are right, by `CODE: WHAT`, as a person saw in a sample of each. They are what the
 * files hand out; whether that matters, nobody but their authors knows, so none is an error.
 */
export const EXPLAINED: Readonly<Record<string, string>> = {
  'secret-found: a private key':
    'keys that tests, examples and documentation show, and those that libraries of machine code test themselves with: of their form, and public',
  'secret-found: a private key in base64': 'the same',
  'secret-found: a private key that a passphrase protects': 'the same',
  'secret-found: a user and password in an address':
    'addresses that docstrings and tests make up, with a host and a password that no list of examples has',
  'secret-found: the password of a database in an address': 'the same',
  'secret-found: the password of a message broker or cache in an address': 'the same',
  "build-place: a path in somebody's home folder":
    'authors paste tracebacks, sessions and paths of their machines into docstrings, READMEs and messages; machine code names its PDB',
  'build-place: the address of a file on a disk':
    'examples in a README, with a folder that somebody may have',
  'build-place: an address of a private network':
    'examples in metadata, and servers of the company that published it',
  'build-place: an absolute folder in which machine code looks for libraries (rpath)':
    'a folder of the machine that linked it; the loader looks there first',
  'debug-symbols: debug symbols': 'wheels that nobody stripped: the size is what readelf shows',
  'forgotten-file: a file of environment variables': 'a template or a setting that shipped by its folder',
  'forgotten-file: notebooks with outputs': 'tutorials, with what their run printed',
  'forgotten-file: files of an editor': 'backups and settings that no program reads',
  'forgotten-file: files of an operating system': 'what macOS and Windows leave in folders',
  'forgotten-file: packages of npm': 'libraries for the browser; their licences are their own',
  'forgotten-file: logs': 'what somebody ran',
  'forgotten-file: the cache of a tool': 'what a tool left in a folder',
  'forgotten-file: the settings of one machine': 'a file of settings in the sources',
}
