# /// script
# requires-python = "==3.9.*"
# dependencies = ["python-docx==0.8.6", "lxml==6.1.3"]
#
# [tool.breakage]
# breaks = ["-OO", "zip"]
# see = "https://github.com/python-openxml/python-docx/issues/375"
# ///

from docx import Document

document = Document()
document.add_paragraph('one')
print(len(document.paragraphs))
