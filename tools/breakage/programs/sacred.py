# /// script
# requires-python = "==3.9.*"
# dependencies = [
#     "sacred==0.8.4",
#     "colorama==0.4.6",
#     "docopt==0.6.2",
#     "gitdb==4.0.12",
#     "gitpython==3.2.1",
#     "jsonpickle==4.1.4",
#     "munch==2.5.0",
#     "packaging==26.3",
#     "py-cpuinfo==9.0.0",
#     "setuptools==69.5.1",
#     "six==1.17.0",
#     "smmap==5.0.3",
#     "typing-extensions==4.16.0",
#     "wrapt==1.17.3",
# ]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# ///

from sacred import Experiment

experiment = Experiment('e', interactive=True)

@experiment.config
def settings():
    a = 3

@experiment.main
def main(a):
    return a

print(experiment.run(options={'--loglevel': 'ERROR'}).result)
