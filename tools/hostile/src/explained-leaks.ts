/**
 * Why each kind of warning about published files is right, by `CODE: WHAT`, as a person saw in a sample. They are what
 * the files hand out; whether that matters, only their authors know, so none is an error.
 */
export const EXPLAINED: Readonly<Record<string, string>> = {
  'secret-found: a private key':
    'keys of tests and documentation, and the one that librdkafka tests itself with: real keys by their form, and public',
  'secret-found: a private key that a passphrase protects': 'keys of the tests of CPython',
  'secret-found: a user and password in an address': 'an address that a test makes up',
  "build-place: a path in somebody's home folder":
    'authors paste tracebacks and paths of their machines into docstrings, READMEs and messages; machine code names its PDB',
  'build-place: the address of a file on a disk':
    'an example in a README, with a folder that somebody may have',
  'build-place: an absolute folder in which machine code looks for libraries (rpath)':
    'the folder of the Python that pyenv built here; the loader looks there first',
  'build-place: a path in the debug data of machine code':
    'the folder in which a program for Windows was linked: its PDB',
  'debug-symbols: debug symbols':
    'wheels and a Python that nobody stripped: prove:natives compares the size with readelf',
  'forgotten-file: files of an editor': 'a backup (package.json.orig) that no program reads',
}
