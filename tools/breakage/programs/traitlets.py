# /// script
# requires-python = "==3.8.*"
# dependencies = ["traitlets==4.1.0", "decorator==5.3.1", "ipython-genutils==0.2.0"]
#
# [tool.breakage]
# breaks = ["no-source", "zip"]
# ///

import traitlets
class A(traitlets.HasTraits):
    x = traitlets.Int()
    def _x_default(self):
        return 3
    def _x_changed(self, name, old, new):
        print(name, old, new)
a = A()
print(a.x)
a.x = 5
