# Part of sglaunch, which puts this directory at the front of PYTHONPATH: Python runs this file at
# every start. It makes certifi return the bundle in SGLAUNCH_CERTIFI, then runs the sitecustomize
# that would have run without it. It supports Python 2.7 to 3.14, and does as little as possible,
# because every start of Python waits for it.
import os
import sys

directory = os.path.dirname(__file__)


# Python calls it for every import. It acts on certifi, and on coverage: see sglaunch_certifi.py.
def find_spec(name, path=None, target=None):
    if name.endswith(("certifi", "certifi.core", "coverage")):
        return certifi("spec_of", name, path, target)


# Calls a function of sglaunch_certifi.py. A failure there must not affect the program.
def certifi(function, *args):
    try:
        if function not in hook:
            with open(os.path.join(directory, "sglaunch_certifi.py"), "rb") as source:
                exec(compile(source.read(), "<sglaunch>", "exec"), hook)
        return hook[function](*args)
    except Exception:
        if os.environ.get("SGLAUNCH_DEBUG") and sys.stderr:
            sys.stderr.write("sglaunch: certifi is not patched:\n")
            sys.__excepthook__(*sys.exc_info())


hook = {"bundle": os.environ.get("SGLAUNCH_CERTIFI"), "certifi": certifi,
    "directory": directory, "os": os, "sys": sys}
if hook["bundle"]:
    # A module, because creating a class takes ten times as long.
    finder = type(sys)("sglaunch_certifi")
    finder.find_spec = finder.find_module = find_spec  # Python 2 calls find_module
    hook["finder"] = finder
    sys.meta_path.insert(0, finder)
    modules = " ".join(map(str, sys.modules))
    if "certifi" in modules or "coverage" in modules:  # a .pth file imported it
        certifi("patch_loaded")

# The sitecustomize that would have run comes after this directory on sys.path. Usually nothing
# comes before it: then Python uses sys.modules["sitecustomize"] after this file, and must see an
# ImportError if there is no other one. Otherwise a sitecustomize before it has run this file as the
# next one.
index = sys.path.index(directory) if directory in sys.path else 0
ahead = sys.path[:index]
sys.path[:] = [path for path in sys.path[index:] if path != directory]
sys.path_importer_cache.pop(directory, None)
# A reference, because Python 2 clears modules without one.
hook["before"] = sys.modules.pop("sitecustomize", None)
try:
    import sitecustomize
except BaseException as error:
    # The one before may have removed its directory from sys.path, but not from PYTHONPATH.
    front = os.environ.get("PYTHONPATH", "").split(os.pathsep)[0]
    if not ahead and (front == directory or os.path.abspath(front) == directory):
        raise
    if hook["before"]:
        sys.modules["sitecustomize"] = hook["before"]
    if not isinstance(error, ImportError) or "sitecustomize" not in str(error):
        raise
finally:
    sys.path[:0] = ahead
