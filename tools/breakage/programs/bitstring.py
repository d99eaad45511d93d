# /// script
# requires-python = "==3.12.*"
# dependencies = ["bitstring==4.2.0", "bitarray==2.9.3"]
#
# [tool.breakage]
# breaks = ["-OO"]
# see = "https://github.com/scott-griffiths/bitstring/issues/321"
# ///

import bitstring

print(bitstring.Bits('0xf0').bin)
