# /// script
# requires-python = "==3.11.*"
# dependencies = ["cement==3.0.10"]
#
# [tool.breakage]
# breaks = []
# ///

from cement import App
with App('myapp', argv=[]) as app:
    app.run()
    print(app.config.get_sections())
