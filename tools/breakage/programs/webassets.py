# /// script
# requires-python = "==3.9.*"
# dependencies = ["webassets==2.0"]
#
# [tool.breakage]
# breaks = []
# ///

from webassets.filter import get_filter

print(get_filter('cssrewrite').name)
