# The part of the certifi hook that is read when certifi is imported; sitecustomize.py, beside it, has set
# `bundle`, and `certifi`, through which nothing that goes wrong gets to the program.
import functools
import io
import os
import sys

looking_for = set()


def find_spec(name):
    """The spec of certifi as others find it, with a loader that has certifi answer with the bundle once it is there."""
    import importlib.util

    spec = without_us(importlib.util.find_spec, name)
    if spec is not None and spec.loader is not None:
        spec.loader = Loader(spec.loader)
        return spec


def find_module(name):
    """The same in Python 2."""
    import pkgutil

    loader = without_us(pkgutil.find_loader, name)
    if loader is not None:
        return Loader(loader)


def without_us(find, name):
    """What `find` answers where our finder, which it asks too, says nothing."""
    if not is_certifi(name) or name in looking_for:
        return None
    looking_for.add(name)
    try:
        return find(name)
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
        certifi("take", module.__name__)

    def load_module(self, name):
        module = self.loader.load_module(name)
        certifi("take", name)
        return module


def take(name):
    """Has a module that is there answer with the bundle."""
    module = sys.modules[name]
    for function, answer in (("where", where), ("contents", contents)):
        own = getattr(module, function, None)
        if callable(own):
            setattr(module, function, rather(answer, own))


def take_all(_):
    """The same with every one that is there already."""
    for name in filter(is_certifi, list(sys.modules)):
        take(name)


def rather(answer, own):
    """A function that answers as certifi's own where the bundle is gone."""

    @functools.wraps(own)
    def function():
        try:
            return answer()
        except EnvironmentError:
            return own()

    return function


def where():
    os.stat(bundle)
    return bundle


def contents():
    with io.open(bundle, encoding="ascii") as file:
        return str(file.read())
