# /// script
# requires-python = "==3.8.*"
# dependencies = ["myhdl==0.11"]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# ///

from myhdl import Signal, always, block, delay, Simulation, instance, instances

@block
def counter(count):
    @instance
    def run():
        for _ in range(3):
            yield delay(1)
            count.next = count + 1
    return run
count = Signal(0)
counter(count).run_sim(10, quiet=1)
print(int(count))
