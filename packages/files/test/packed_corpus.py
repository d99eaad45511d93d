"""Prints xz and bzip2 files, valid and damaged ones, as lines of JSON: kind, base64, the SHA-256 of what
Python's lzma and bz2 (liblzma, libbz2) unpack, null where they refuse, and whether it is as it was packed. Usage: packed_corpus.py COUNT"""
import base64
import bz2
import hashlib
import json
import lzma
import random
import struct
import sys
import zlib

RANDOM = random.Random(7)
WORDS = [b'import ', b'os\n', b'def ', b'return ', b'    ', b'self.', b'value', b' = ', b'0x1F', b'(', b'):\n']


def content():
    parts = []
    for _ in range(RANDOM.randrange(1, 6)):
        kind = RANDOM.randrange(4)
        if kind == 0:
            parts.append(b''.join(RANDOM.choice(WORDS) for _ in range(RANDOM.randrange(400))))
        elif kind == 1:
            parts.append(RANDOM.randbytes(RANDOM.randrange(600)))
        elif kind == 2:
            parts.append(bytes([RANDOM.randrange(256)]) * RANDOM.choice([1, 3, 4, 5, 255, 259, 260, 3000]))
        else:
            parts.append((parts or [b'x'])[0])
    return b''.join(parts)


def xz():
    literal = RANDOM.randrange(5)
    lzma2 = {
        'id': lzma.FILTER_LZMA2,
        'preset': RANDOM.choice([0, 1, 6, 9 | lzma.PRESET_EXTREME]),
        'dict_size': RANDOM.choice([4096, 65536, 1 << 20]),
        'lc': literal,
        'lp': RANDOM.randrange(5 - literal),
        'pb': RANDOM.randrange(5),
    }
    # Mostly without a check, so that the decoder itself has to notice what is wrong.
    check = RANDOM.choice([lzma.CHECK_NONE] * 5 + [lzma.CHECK_CRC32, lzma.CHECK_CRC64, lzma.CHECK_SHA256])
    before = RANDOM.choice([[]] * 9 + [[{'id': lzma.FILTER_X86}], [{'id': lzma.FILTER_DELTA, 'dist': 3}]])
    return lzma.compress(content(), check=check, filters=before + [lzma2])


def sealed(data):
    """With checksums of the stream header and the first block header that fit what was changed there."""
    data = bytearray(data)
    if len(data) > 24:
        data[8:12] = struct.pack('<I', zlib.crc32(bytes(data[6:8])))
        size = (data[12] + 1) * 4
        if size <= len(data) - 12:
            data[8 + size:12 + size] = struct.pack('<I', zlib.crc32(bytes(data[12:8 + size])))
        data[-12:-8] = struct.pack('<I', zlib.crc32(bytes(data[-8:-2])))
    return bytes(data)


def damaged(data, kind):
    how = RANDOM.randrange(8)
    if how == 0:
        return data
    if how == 1:
        return data[:RANDOM.randrange(len(data))]
    if how == 2:
        return data + RANDOM.choice([b'junk', bytes(4), bytes(3), data[:9], data, bytes(8) + data])
    changed = bytearray(data)
    for _ in range(RANDOM.choice([1, 1, 1, 2, 5])):
        at = RANDOM.randrange(min(len(changed), RANDOM.choice([30, 100, len(changed)])))
        changed[at] = changed[at] ^ (1 << RANDOM.randrange(8)) if how < 6 else RANDOM.randrange(256)
    if how == 7 and len(changed) > 2:
        at = RANDOM.randrange(len(changed) - 1)
        del changed[at:at + RANDOM.randrange(1, 3)]
    return sealed(changed) if kind == 'xz' and RANDOM.random() < 0.7 else bytes(changed)


def unpacked(data, kind):
    """All streams, and nothing else behind them."""
    found = b''
    while data or not found and kind:
        decoder = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=1 << 28) if kind == 'xz' else bz2.BZ2Decompressor()
        found += decoder.decompress(data)
        if not decoder.eof:
            raise EOFError
        data = decoder.unused_data
        padding = len(data) - len(data.lstrip(b'\0'))
        if kind == 'xz' and padding % 4 == 0:
            data = data[padding:]
        if not data:
            break
    return found


for index in range(int(sys.argv[1])):
    kind = RANDOM.choice(['xz', 'xz', 'xz', 'bzip2'])
    made = xz() if kind == 'xz' else bz2.compress(content(), RANDOM.randrange(1, 10))
    data = damaged(made, kind)
    try:
        digest = hashlib.sha256(unpacked(data, kind)).hexdigest()
    except (EOFError, OSError, ValueError, lzma.LZMAError):
        digest = None
    print(json.dumps([kind, base64.b64encode(data).decode(), digest, data == made]))
