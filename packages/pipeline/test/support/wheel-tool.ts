import { execFileSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Makes the wheel of gull 1.0 with Python's zipfile: folder, tag, content of its module. */
const MAKER = `
import base64, hashlib, sys, zipfile
out, tag, text = sys.argv[1:]
info = "gull-1.0.dist-info/"
files = {"gull.py": text, info + "METADATA": "Metadata-Version: 2.1\\nName: gull\\nVersion: 1.0\\n",
    info + "WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: " + tag + "\\n"}
row = lambda name, data: name + ",sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode() + "," + str(len(data))
with zipfile.ZipFile(out + "/gull-1.0-" + tag + ".whl", "w") as z:
    for name, text in files.items(): z.writestr(name, text)
    z.writestr(info + "RECORD", "\\n".join([row(n, t.encode()) for n, t in files.items()] + [info + "RECORD,,"]))
`

/** Makes a wheel of gull 1.0; returns its path. */
export function makeGull(folder: string, tag: string, text: string): string {
  execFileSync('python3', ['-c', MAKER, folder, tag, text])
  return path.join(folder, `gull-1.0-${tag}.whl`)
}

/**
 * Writes a `uv` that makes a wheel and notes each run. A file `native` in the project makes it a wheel for the
 * interpreter of `--python` on Linux; if it says abi3, one for all interpreters.
 */
export function writeWheelTool(bin: string, runs: string): void {
  const script = `#!/bin/sh
if [ "$1" = --version ]; then echo "uv 9.8.7"; exit 0; fi
python=python3
while [ $# -gt 1 ]; do
  if [ "$1" = --out-dir ]; then out="$2"; fi
  if [ "$1" = --python ]; then python="$2"; fi
  shift
done
echo run >> "${runs}"
tag=py3-none-any
if [ -e "$1/native" ]; then
  name=$("$python" -c 'import sys; print("cp%d%d" % sys.version_info[:2])')
  tag="$name-$name-linux_x86_64"
  if [ "$(cat "$1/native")" = abi3 ]; then tag=cp38-abi3-linux_x86_64; fi
fi
exec python3 -c '${MAKER}' "$out" "$tag" "x = 1"
`
  writeFileSync(path.join(bin, 'uv'), script)
  chmodSync(path.join(bin, 'uv'), 0o755)
}
