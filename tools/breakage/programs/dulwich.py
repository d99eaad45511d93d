# /// script
# requires-python = "==3.12.*"
# dependencies = ["dulwich==1.2.21", "urllib3==2.8.0"]
#
# [tool.breakage]
# breaks = []
# ///

from dulwich.objects import Blob
from dulwich.repo import Repo

repo = Repo.init('repo', mkdir=True)
blob = Blob.from_string(b'one')
repo.object_store.add_object(blob)
print(repo[blob.id].data)
