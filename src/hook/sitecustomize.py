# Part of sglaunch, which puts this folder in front of PYTHONPATH: Python runs this at every start, before the program.
# It makes certifi answer with the bundle that SGLAUNCH_CERTIFI names, and steps aside for the sitecustomize that would
# have run without it. Python 2.7 to 3.14. It does no more than it must: it is part of every start of Python.
import os
import sys

folder = os.path.dirname(__file__)


# The two questions that Python asks a finder at every import: something is said to certifi's alone.
def find_spec(name, path=None, target=None):
    if name.endswith(("certifi", "certifi.core")):
        return certifi("find_spec", name)


def find_module(name, path=None):  # Python 2
    if name.endswith(("certifi", "certifi.core")):
        return certifi("find_module", name)


def certifi(function, name):
    """Calls a function of sglaunch_certifi.py. Whatever is wrong with that must not be the program's concern."""
    try:
        if function not in functions:
            path = os.path.join(folder, "sglaunch_certifi.py")
            with open(path) as source:
                exec(compile(source.read(), path, "exec"), functions)
        return functions[function](name)
    except Exception:
        if os.environ.get("SGLAUNCH_DEBUG"):
            import traceback

            sys.stderr.write("sglaunch: certifi stays as it is:\n" + traceback.format_exc())


functions = {"bundle": os.environ.get("SGLAUNCH_CERTIFI"), "certifi": certifi}
if functions["bundle"]:
    finder = type(sys)("sglaunch_certifi")  # a module, because making a class takes ten times as long
    finder.find_spec, finder.find_module = find_spec, find_module
    sys.meta_path.insert(0, finder)
    if "certifi" in " ".join(map(str, sys.modules)):  # a .pth file has been quicker
        certifi("take_all", None)

# What would have run is behind this folder. Mostly there is nothing ahead of it, and then Python takes what is called
# sitecustomize after this for the module, and hears if there is none. Else what is ahead has run this as its next.
place = sys.path.index(folder) if folder in sys.path else 0
ahead = sys.path[:place]
sys.path[:] = [path for path in sys.path[place:] if path != folder]
sys.path_importer_cache.pop(folder, None)
functions["before"] = sys.modules.pop("sitecustomize", None)  # held, because Python 2 empties a module that nobody holds
try:
    import sitecustomize
except ImportError as error:
    if not ahead or "sitecustomize" not in str(error):
        raise
    if functions["before"]:
        sys.modules["sitecustomize"] = functions["before"]
finally:
    sys.path[:0] = ahead
