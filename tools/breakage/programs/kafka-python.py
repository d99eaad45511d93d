# /// script
# requires-python = "==3.6.*"
# dependencies = ["kafka-python==1.3.5"]
#
# [tool.breakage]
# breaks = ["-O", "-OO"]
# see = "https://github.com/dpkp/kafka-python/pull/1348"
# ///

import select
import socket
import threading
from kafka.client_async import KafkaClient

# Without a broker: only the pair of sockets that wakes the loop.
client = KafkaClient.__new__(KafkaClient)
client._wake_r, client._wake_w = socket.socketpair()
client._wake_lock = threading.Lock()
client.wakeup()
print(bool(select.select([client._wake_r], [], [], 1)[0]))
