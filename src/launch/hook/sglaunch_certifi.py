# The part of the certifi hook that is read only when certifi is imported. sitecustomize.py executes
# it in a namespace with `bundle`, `finder` and `certifi`; the last calls its functions and keeps
# every failure from the program.
in_progress = set()


def spec_of(name, path, target):
    """Returns the spec of certifi from the other finders, with a loader that patches certifi.

    For Python 2 it returns the loader.
    """
    if name == "coverage":
        return hide()
    if sys.version_info[0] == 2:
        import pkgutil

        loader = without_us(pkgutil.find_loader, name)
        return loader and Loader(loader)

    # Python holds its import lock here. A thread that waits for it may hold the lock of a module,
    # so importing a module that is not loaded yet could deadlock. _frozen_importlib always is.
    from _frozen_importlib import _find_spec

    spec = without_us(_find_spec, name, path, target)
    if spec is not None and spec.loader is not None:
        spec.loader = Loader(spec.loader)
        return spec


def hide():
    """Gives the finder's functions a file name that coverage skips, and globals without `__file__`.

    Otherwise coverage would count them as the program's. It runs only if coverage is imported,
    because it costs time.
    """
    own = {"__builtins__": __builtins__, "directory": directory, "hook": globals(), "os": os, "sys": sys}
    for function in finder.find_spec, certifi:
        code = function.__code__
        if hasattr(code, "replace"):  # since Python 3.8
            code = code.replace(co_filename="<sglaunch>")
        own[function.__name__] = type(function)(code, own, function.__name__, function.__defaults__)
    finder.find_spec = finder.find_module = own["find_spec"]
    globals()["certifi"] = own["certifi"]


def without_us(find, name, *args):
    """Calls `find`, which calls this finder again; that inner call returns None."""
    if not is_certifi(name) or name in in_progress:
        return None
    in_progress.add(name)
    try:
        return find(name, *args)
    finally:
        in_progress.discard(name)


def is_certifi(name):
    """Whether the module is certifi or its `core`, or a copy of them in another package."""
    return ("." + name).endswith((".certifi", ".certifi.core"))


class Loader(object):
    """Loads a module with its own loader, then patches it."""

    def __init__(self, loader):
        self.loader = loader

    def __getattr__(self, name):
        if name == "loader":  # copy.copy reads attributes before it sets any
            raise AttributeError(name)
        return getattr(self.loader, name)

    def create_module(self, spec):
        create = getattr(self.loader, "create_module", None)
        return create and create(spec)

    def exec_module(self, module):
        # Other code reads the module's loader, which must be the original one.
        module.__spec__.loader = module.__loader__ = self.loader
        if hasattr(self.loader, "exec_module"):
            self.loader.exec_module(module)
        else:  # zipimport before Python 3.10
            self.loader.load_module(module.__name__)
        # A module may replace itself in sys.modules.
        certifi("patch", sys.modules.get(module.__name__, module))

    def load_module(self, name):
        module = self.loader.load_module(name)
        certifi("patch", module)
        return module


def patch(module):
    """Replaces `where` and `contents` of a module by functions that return the bundle."""
    for name, replacement in (("where", where), ("contents", contents)):
        own = getattr(module, name, None)
        if callable(own) and not hasattr(own, "sglaunch"):
            setattr(module, name, wrapped(replacement, own))


def patch_loaded():
    """Patches the copies of certifi that are imported already."""
    if "coverage" in sys.modules:
        hide()
    for name in filter(is_certifi, list(sys.modules)):
        patch(sys.modules[name])


def wrapped(replacement, own):
    """Returns a function that calls `own` if the bundle is missing, or if it gets arguments.

    certifi's own functions take none.
    """
    import functools

    @functools.wraps(own)
    def function(*args, **kwargs):
        try:
            return own(*args, **kwargs) if args or kwargs else replacement()
        except EnvironmentError:
            return own(*args, **kwargs)

    function.sglaunch = True
    return function


def where():
    os.stat(bundle)
    return bundle


def contents():
    with open(bundle, "rb") as file:
        return str(file.read().decode("ascii"))
