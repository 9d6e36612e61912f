# Part of sglaunch, which puts this folder in front of PYTHONPATH: Python runs it at every start, before the program.
# It makes certifi answer with the bundle that SGLAUNCH_CERTIFI names, and steps aside for the sitecustomize that would
# have run without it. Python 2.7 to 3.14. Short, because it may be compiled at every start; sglaunch_certifi.py has the rest.
import os
import sys

folder = os.path.dirname(__file__)

class Finder(object):
    """Sees every import, and has something to say about certifi's alone."""

    def find_spec(self, name, path=None, target=None):
        if name.endswith(("certifi", "certifi.core")):
            return ask("find_spec", name)

    def find_module(self, name, path=None):  # Python 2
        if name.endswith(("certifi", "certifi.core")):
            return ask("find_module", name)


def ask(question, name):
    try:
        if question not in certifi:
            rest = os.path.join(folder, "sglaunch_certifi.py")
            with open(rest) as source:
                exec(compile(source.read(), rest, "exec"), certifi)
        return certifi[question](name)
    except Exception:  # whatever is wrong here must not be the program's concern
        if os.environ.get("SGLAUNCH_DEBUG"):
            import traceback

            sys.stderr.write("sglaunch: certifi stays as it is:\n" + traceback.format_exc())


certifi = {"bundle": os.environ.get("SGLAUNCH_CERTIFI"), "ask": ask}
if certifi["bundle"]:
    sys.meta_path.insert(0, Finder())
    for name in [name for name in sys.modules if name.endswith(("certifi", "certifi.core"))]:
        ask("take", name)  # a .pth file has been quicker

while folder in sys.path:
    sys.path.remove(folder)
sys.path_importer_cache.pop(folder, None)
# Python takes what is here after this file for the module; and Python 2 would empty one that nobody holds.
certifi["sitecustomize"] = sys.modules.pop("sitecustomize")
import sitecustomize
