# /// script
# requires-python = "==3.12.*"
# dependencies = [
#     "nltk==3.10.4",
#     "click==8.5.1",
#     "cloudpickle==3.1.3",
#     "defusedxml==0.7.1",
#     "joblib==1.6.0",
#     "regex==2026.11.19",
#     "tqdm==4.70.1",
# ]
#
# [tool.breakage]
# breaks = ["-O"]
# confirms = ["nltk/corpus/reader/framenet.py:1982"]
# ///

from types import SimpleNamespace
from nltk.corpus.reader.framenet import FramenetCorpusReader

top, sub, other = SimpleNamespace(name='top'), SimpleNamespace(name='sub'), SimpleNamespace(name='other')


class Reader(FramenetCorpusReader):
    def __init__(self):
        self._semtypes, self._ferel_idx = {1: top}, {1: top}

    def fe_relations(self):
        return self.relations

    def semtype_inherits(self, st, superST):
        return False


reader = Reader()
relation = SimpleNamespace(
    superFE=SimpleNamespace(semType=top), subFE=SimpleNamespace(semType=sub), type=SimpleNamespace(name='Subframe')
)
reader.relations = [relation]
reader.propagate_semtypes()
print(relation.superFE.semType.name, relation.subFE.semType.name)
