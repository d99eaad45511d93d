#!/usr/bin/env python3
"""Writes harbourlight's wheel into Tidemark's wheelhouse: no network, and the same bytes on every machine.

Files are stored and not deflated, because zlib's output differs between versions.
"""

import base64
import hashlib
import io
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
VERSION = '1.4.0'
WHEEL = HERE.parent / 'tidemark' / 'wheelhouse' / ('harbourlight-%s-py3-none-any.whl' % VERSION)
DIST_INFO = 'harbourlight-%s.dist-info' % VERSION
LICENSE_FILES = ('COPYING', 'COPYING.LESSER')

METADATA = """\
Metadata-Version: 2.4
Name: harbourlight
Version: %s
Summary: Heights and turns of the tide from harmonic constituents
License-Expression: LGPL-3.0-or-later
%sRequires-Python: >=3.8
Description-Content-Type: text/markdown

%s"""

WHEEL_FILE = """\
Wheel-Version: 1.0
Generator: build_wheel.py
Root-Is-Purelib: true
Tag: py3-none-any
"""


def wheel_bytes():
    """The whole wheel (https://packaging.python.org/en/latest/specifications/binary-distribution-format/)."""
    files = {
        'harbourlight/%s' % path.name: path.read_bytes()
        for path in sorted((HERE / 'src' / 'harbourlight').glob('*.py'))
    }
    for name in LICENSE_FILES:
        files['%s/licenses/%s' % (DIST_INFO, name)] = (HERE / name).read_bytes()
    licenses = ''.join('License-File: %s\n' % name for name in LICENSE_FILES)
    readme = (HERE / 'README.md').read_text('utf-8')
    files[DIST_INFO + '/METADATA'] = (METADATA % (VERSION, licenses, readme)).encode('utf-8')
    files[DIST_INFO + '/WHEEL'] = WHEEL_FILE.encode('ascii')
    files[DIST_INFO + '/RECORD'] = record(files).encode('ascii')
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, 'w', zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def record(files):
    rows = []
    for name, content in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b'=').decode('ascii')
        rows.append('%s,sha256=%s,%d\n' % (name, digest, len(content)))
    return ''.join(rows) + '%s/RECORD,,\n' % DIST_INFO


if __name__ == '__main__':
    WHEEL.parent.mkdir(parents=True, exist_ok=True)
    WHEEL.write_bytes(wheel_bytes())
    print(WHEEL)
