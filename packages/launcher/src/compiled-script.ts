import { storedZip } from './stored-zip.ts'

/**
 * Makes a script without source for `.data/scripts` of a wheel: a line that installers replace by the installation's
 * Python (binary distribution format), and a zip with the script as `__main__.pyc`, which Python runs.
 * @param pyc with its header
 */
export function compiledScript(pyc: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from('#!python\n'), storedZip([{ name: '__main__.pyc', bytes: pyc }])])
}
