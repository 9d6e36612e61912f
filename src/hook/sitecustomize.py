# Part of sglaunch, which puts this folder in front of PYTHONPATH: Python runs this at every start, before the program.
# It makes certifi answer with the bundle that SGLAUNCH_CERTIFI names, and steps aside for the sitecustomize that would
# have run without it. Python 2.7 to 3.14. It does no more than it must: it is part of every start of Python.
import os
import sys

folder = os.path.dirname(__file__)


# The two questions that Python asks a finder at every import: something is said to certifi's alone.
def find_spec(name, path=None, target=None):
    if name.endswith(("certifi", "certifi.core")):
        return certifi("spec_of", name, path, target)


def find_module(name, path=None):  # Python 2
    if name.endswith(("certifi", "certifi.core")):
        return certifi("loader_of", name)


def certifi(function, *args):
    """Calls a function of sglaunch_certifi.py. Whatever is wrong with that must not be the program's concern."""
    try:
        if function not in globals():
            with open(os.path.join(folder, "sglaunch_certifi.py"), "rb") as source:
                exec(compile(source.read(), "<sglaunch>", "exec"), globals())
        return globals()[function](*args)
    except Exception:
        if os.environ.get("SGLAUNCH_DEBUG") and sys.stderr:
            sys.stderr.write("sglaunch: certifi stays as it is:\n")
            sys.__excepthook__(*sys.exc_info())


hook = {"__builtins__": __builtins__, "bundle": os.environ.get("SGLAUNCH_CERTIFI"), "folder": folder, "os": os, "sys": sys}
if hook["bundle"]:
    # What measures a program by its files, as coverage does, passes over functions that seem to be in none.
    for function in find_spec, find_module, certifi:
        code = function.__code__
        if hasattr(code, "replace"):  # since Python 3.8
            code = code.replace(co_filename="<sglaunch>")
        hook[function.__name__] = type(function)(code, hook, function.__name__, function.__defaults__)
    finder = type(sys)("sglaunch_certifi")  # a module, because making a class takes ten times as long
    finder.find_spec, finder.find_module = hook["find_spec"], hook["find_module"]
    sys.meta_path.insert(0, finder)
    if "certifi" in " ".join(map(str, sys.modules)):  # a .pth file has been quicker
        hook["certifi"]("take_all")

# What would have run is behind this folder. Mostly there is nothing ahead of it, and then Python takes what is called
# sitecustomize after this for the module, and hears if there is none. Else what is ahead has run this as its next.
place = sys.path.index(folder) if folder in sys.path else 0
ahead = sys.path[:place]
sys.path[:] = [path for path in sys.path[place:] if path != folder]
sys.path_importer_cache.pop(folder, None)
hook["before"] = sys.modules.pop("sitecustomize", None)  # held, because Python 2 empties a module that nobody holds
try:
    import sitecustomize
except BaseException as error:
    # What is ahead may have taken itself off sys.path, but not out of PYTHONPATH.
    first = os.path.abspath(os.environ.get("PYTHONPATH", "").split(os.pathsep)[0])
    if not ahead and first == folder:
        raise
    if hook["before"]:
        sys.modules["sitecustomize"] = hook["before"]
    if not isinstance(error, ImportError) or "sitecustomize" not in str(error):
        raise
finally:
    sys.path[:0] = ahead
