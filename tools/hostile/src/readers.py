"""Prints as JSON what Python's tarfile and zipfile find in archives. Usage: readers.py < a JSON list of paths"""
import hashlib
import json
import stat
import sys
import tarfile
import zipfile


def of_tar(path):
    found = []
    with tarfile.open(path) as archive:
        for member in archive:
            item = {'path': member.name}
            if member.isreg():
                data = archive.extractfile(member).read()
                item.update(type='file', size=len(data), sha256=hashlib.sha256(data).hexdigest())
            elif member.isdir():
                item.update(type='directory')
            elif member.issym():
                item.update(type='symlink', link=member.linkname)
            elif member.islnk():
                item.update(type='hardlink', link=member.linkname)
            else:
                item.update(type='other')
            found.append(item)
    return found


def of_zip(path):
    found = []
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if info.is_dir():
                found.append({'path': info.filename, 'type': 'directory'})
                continue
            data = archive.read(info)
            digest = hashlib.sha256(data).hexdigest()
            # zipfile.extractall writes a link as a file.
            found.append({'path': info.filename, 'type': 'file', 'size': len(data), 'sha256': digest})
    return found


answers = []
for path, kind in json.load(sys.stdin):
    try:
        answers.append(of_tar(path) if kind == 'tar' else of_zip(path))
    except Exception as error:
        answers.append({'error': '%s: %s' % (type(error).__name__, error)})
print(json.dumps(answers))
