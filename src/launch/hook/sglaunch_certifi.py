# The part of the certifi hook that is read when certifi is imported, into a namespace that sitecustomize.py, beside it,
# has made: with `bundle`, `finder`, and `certifi`, through which nothing that goes wrong gets to the program.
looking_for = set()


def spec_of(name, path, target):
    """The spec of certifi as others find it, with a loader that has certifi answer with the bundle once it is there.

    Python 2 asks for the loader alone.
    """
    if name == "coverage":
        return hide()
    if sys.version_info[0] == 2:
        import pkgutil

        loader = without_us(pkgutil.find_loader, name)
        return loader and Loader(loader)

    # Python holds its import lock here. Who waits for that may hold the lock of a module, so that nothing can be imported
    # that is not there yet; this always is.
    from _frozen_importlib import _find_spec

    spec = without_us(_find_spec, name, path, target)
    if spec is not None and spec.loader is not None:
        spec.loader = Loader(spec.loader)
        return spec


def hide():
    """Makes the functions that run from now on seem to be in no file. Coverage would count ours to the program: it passes
    over such names, where there is no `__file__` beside the function either. Others need not pay for that at every start."""
    own = {"__builtins__": __builtins__, "folder": folder, "hook": globals(), "os": os, "sys": sys}
    for function in finder.find_spec, certifi:
        code = function.__code__
        if hasattr(code, "replace"):  # since Python 3.8
            code = code.replace(co_filename="<sglaunch>")
        own[function.__name__] = type(function)(code, own, function.__name__, function.__defaults__)
    finder.find_spec = finder.find_module = own["find_spec"]
    globals()["certifi"] = own["certifi"]


def without_us(find, name, *args):
    """What `find` answers where our finder, which it asks too, says nothing."""
    if not is_certifi(name) or name in looking_for:
        return None
    looking_for.add(name)
    try:
        return find(name, *args)
    finally:
        looking_for.discard(name)


def is_certifi(name):
    """Whether it is certifi, its module `core`, or that of a copy in another package."""
    return ("." + name).endswith((".certifi", ".certifi.core"))


class Loader(object):
    """Loads a module as its own loader does, and then takes it."""

    def __init__(self, loader):
        self.loader = loader

    def __getattr__(self, name):
        if name == "loader":  # there is none yet in a copy that is being made
            raise AttributeError(name)
        return getattr(self.loader, name)

    def create_module(self, spec):
        create = getattr(self.loader, "create_module", None)
        return create and create(spec)

    def exec_module(self, module):
        # From here on the module is what it would be without us: others look at its loader.
        module.__spec__.loader = module.__loader__ = self.loader
        if hasattr(self.loader, "exec_module"):
            self.loader.exec_module(module)
        else:  # zipimport before Python 3.10
            self.loader.load_module(module.__name__)
        # A module may have put another one into its place.
        certifi("take", sys.modules.get(module.__name__, module))

    def load_module(self, name):
        module = self.loader.load_module(name)
        certifi("take", module)
        return module


def take(module):
    """Has a module that is there answer with the bundle."""
    for name, answer in (("where", where), ("contents", contents)):
        own = getattr(module, name, None)
        if callable(own) and not hasattr(own, "sglaunch"):
            setattr(module, name, rather(answer, own))


def take_all():
    """The same with every one that is there already."""
    if "coverage" in sys.modules:
        hide()
    for name in filter(is_certifi, list(sys.modules)):
        take(sys.modules[name])


def rather(answer, own):
    """A function that answers as its own where the bundle is gone, and where it is none of certifi's."""
    import functools

    @functools.wraps(own)
    def function(*args, **kwargs):
        try:
            return own(*args, **kwargs) if args or kwargs else answer()
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
