# /// script
# requires-python = "==3.11.*"
# dependencies = ["plumbum==1.8.2"]
#
# [tool.breakage]
# breaks = ["-OO", "empty"]
# ///

from plumbum import cli
class App(cli.Application):
    """Does it"""
    @cli.switch('--port', int)
    def port(self, p):
        """The port"""
        self.p = p
    def main(self):
        print(self.p)
App.run(['app', '--port', '3'], exit=False)
App.run(['app', '--help'], exit=False)
