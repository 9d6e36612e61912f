# Part of sglaunch, which puts this folder in front of PYTHONPATH: Python runs this at every start, before the program.
# It makes certifi answer with the bundle that SGLAUNCH_CERTIFI names, and steps aside for the sitecustomize that would
# have run without it. Python 2.7 to 3.14. It does no more than it must: it is part of every start of Python.
import os
import sys

folder = os.path.dirname(__file__)


# Is asked at every import, and has something to say about certifi's alone; coverage's is seen to, see sglaunch_certifi.py.
def find_spec(name, path=None, target=None):
    if name.endswith(("certifi", "certifi.core", "coverage")):
        return certifi("spec_of", name, path, target)


# Calls a function of sglaunch_certifi.py. Whatever is wrong with that must not be the program's concern.
def certifi(function, *args):
    try:
        if function not in hook:
            with open(os.path.join(folder, "sglaunch_certifi.py"), "rb") as source:
                exec(compile(source.read(), "<sglaunch>", "exec"), hook)
        return hook[function](*args)
    except Exception:
        if os.environ.get("SGLAUNCH_DEBUG") and sys.stderr:
            sys.stderr.write("sglaunch: certifi stays as it is:\n")
            sys.__excepthook__(*sys.exc_info())


hook = {"bundle": os.environ.get("SGLAUNCH_CERTIFI"), "certifi": certifi, "folder": folder, "os": os, "sys": sys}
if hook["bundle"]:
    finder = type(sys)("sglaunch_certifi")  # a module, because making a class takes ten times as long
    finder.find_spec = finder.find_module = find_spec  # the second is Python 2's
    hook["finder"] = finder
    sys.meta_path.insert(0, finder)
    modules = " ".join(map(str, sys.modules))
    if "certifi" in modules or "coverage" in modules:  # a .pth file has been quicker
        certifi("take_all")

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
    front = os.environ.get("PYTHONPATH", "").split(os.pathsep)[0]
    if not ahead and (front == folder or os.path.abspath(front) == folder):
        raise
    if hook["before"]:
        sys.modules["sitecustomize"] = hook["before"]
    if not isinstance(error, ImportError) or "sitecustomize" not in str(error):
        raise
finally:
    sys.path[:0] = ahead
