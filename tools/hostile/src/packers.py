"""Packs with Python's lzma or bz2 what an order on standard input says, as JSON; see packed.ts"""
import base64
import bz2
import json
import lzma
import sys

CHECKS = {'none': lzma.CHECK_NONE, 'crc32': lzma.CHECK_CRC32, 'crc64': lzma.CHECK_CRC64, 'sha256': lzma.CHECK_SHA256}
FILTERS = {'x86': [{'id': lzma.FILTER_X86}], 'delta': [{'id': lzma.FILTER_DELTA, 'dist': 4}]}

order = json.load(sys.stdin)
content = base64.b64decode(order.get('content') or '')
left = order.get('zeros', 0)
if order['kind'] == 'xz':
    lzma2 = {'id': lzma.FILTER_LZMA2, 'preset': 1, 'dict_size': order.get('dictionary', 1 << 20)}
    packer = lzma.LZMACompressor(
        check=CHECKS[order.get('check', 'crc64')],
        filters=FILTERS.get(order.get('filter'), []) + [lzma2],
    )
else:
    packer = bz2.BZ2Compressor()
write = sys.stdout.buffer.write
write(packer.compress(content))
while left > 0:
    write(packer.compress(bytes(min(left, 1 << 20))))
    left -= 1 << 20
write(packer.flush())
