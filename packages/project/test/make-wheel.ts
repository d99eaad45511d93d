import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { python } from './helpers.ts'

/** Writes a zip file and the RECORD of its entries, as the options change them. */
export const MAKE = `
import base64, hashlib, json, sys, zipfile
path, entries, options = json.loads(sys.argv[1])
rows = []
with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as z:
    for name, text in entries:
        info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
        # ZipInfo corrects names; what is to be tested is a name as an attacker writes it.
        info.filename = name
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = (options.get('modes', {}).get(name, 0o100644)) << 16
        data = text.encode()
        z.writestr(info, data)
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b'=').decode()
        rows.append(f'{name},sha256={digest},{len(data)}')
    for change in options.get('record', []):
        rows = [r for r in rows if not r.startswith(change['drop'] + ',')] + change.get('add', [])
    if options.get('hasRecord', True):
        z.writestr(options['distInfo'] + '/RECORD', '\\n'.join(rows + [options['distInfo'] + '/RECORD,,']) + '\\n')
print('\\n@@null')
`

interface WheelOptions {
  readonly name?: string
  readonly version?: string
  readonly tag?: string
  readonly metadata?: string
  readonly modes?: Record<string, number>
  readonly record?: { drop: string; add?: string[] }[]
  readonly hasRecord?: boolean
}

/** Writes a wheel with Python's zipfile: METADATA, WHEEL and `files`. */
export async function makeWheel(
  folder: string,
  files: Record<string, string>,
  options: WheelOptions = {},
): Promise<string> {
  const { name = 'gull', version = '1.0', tag = 'py3-none-any', metadata = '' } = options
  const distInfo = `${name}-${version}.dist-info`
  const path = join(folder, `${name}-${version}-${tag}.whl`)
  await mkdir(folder, { recursive: true })
  const entries = Object.entries({
    [`${distInfo}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n${metadata}\n`,
    [`${distInfo}/WHEEL`]: `Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: ${tag}\n`,
    ...files,
  })
  await python(MAKE, [path, entries, { distInfo, ...options }])
  return path
}
