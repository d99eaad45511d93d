import { codeOfScript, type SourceFile } from '@exuvia/model'
import { HEAD_BYTES, isPythonScript } from '@exuvia/files'
import { readStart } from './content.ts'

/** A script before it has a place. */
export type ScriptFile = Omit<SourceFile, 'path' | 'role' | 'executable'>

/**
 * Places a script: in `bin/`, or its code in `libexec/` if its `#!` line names Python. A launcher then starts the
 * code, so that it finds `lib/` and runs on the right Python; pip replaces such a line by the installation's Python.
 * @param name path below the folder of scripts; only a script directly in it becomes a command with a launcher
 * @param converted the bytes of a script that goes into `bin/`
 */
export async function placeScript(
  name: string,
  file: ScriptFile,
  converted: (file: ScriptFile) => Promise<ScriptFile> = async (same) => same,
): Promise<SourceFile> {
  const isPython = !name.includes('/') && isPythonScript(await readStart(file.content, HEAD_BYTES))
  return isPython
    ? { ...file, path: codeOfScript(name), role: 'python', executable: false }
    : { ...(await converted(file)), path: `bin/${name}`, role: 'script', executable: true }
}
