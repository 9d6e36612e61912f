# Reports on this Python and its ssl module, and tries the handshake with each site. `sglaunch doctor`
# runs it with -B -c in the program's environment. It supports Python 2.7 to 3.14, writes no file, and
# imports no library but certifi, because others are slow to import.
#
# Arguments: a marker, the limit in seconds, the names of packages, then a host:port for each site.
import sys

# With -c, the first directory is the current one, whose modules the program does not import.
sys.path[:] = [path for path in sys.path if path]

import os
import threading
import time
import warnings

warnings.simplefilter("ignore")
STRICT, PARTIAL_CHAIN = 0x20, 0x80000


def text(value):
    """Returns a string that can be printed as JSON, from bytes or text of any encoding."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value.encode("utf-8", "replace").decode("utf-8")


def attempt(function, *args):
    """Returns the function's result, or None if it fails: a part that fails must not hide the rest."""
    try:
        return function(*args)
    except Exception:
        return None


def described(error):
    message = attempt(text, str(error)) or repr(error)
    return type(error).__name__ + ": " + message[:2000]


def read(path, mode="rb", limit=1 << 23):
    with open(path, mode) as file:
        return file.read(limit)


# The ssl module


def ssl_report(ssl):
    version = list(ssl.OPENSSL_VERSION_INFO)
    return {"openssl": ssl.OPENSSL_VERSION, "openssl_version": version, "paths": attempt(paths, ssl)}


def paths(ssl):
    found = ssl.get_default_verify_paths()
    return {
        "file": text(found.openssl_cafile),
        "dir": text(found.openssl_capath),
        "file_variable": text(found.openssl_cafile_env),
        "dir_variable": text(found.openssl_capath_env),
        "in_file": attempt(lambda: read(found.openssl_cafile).count(b"-----BEGIN ")),
        "in_dir": attempt(lambda: len([n for n in os.listdir(found.openssl_capath) if n[8:9] == "."])),
    }


def context_report(context):
    flags = int(getattr(context, "verify_flags", 0))
    kind = type(context)
    return {
        "is_strict": bool(flags & STRICT),
        "accepts_partial_chain": bool(flags & PARTIAL_CHAIN),
        "security_level": attempt(lambda: context.security_level),
        "minimum_version": attempt(lambda: int(context.minimum_version)),
        "ca_count": attempt(lambda: context.cert_store_stats()["x509_ca"]) or 0,
        "class": kind.__module__ + "." + kind.__name__,
    }


# Packages


def listed(path):
    """Returns the names in a directory of sys.path. Each is listed once."""
    if path not in listings:
        listings[path] = attempt(os.listdir, path) or []
    return listings[path]


def package(name):
    """Returns the copy of a package that would be imported, with its version."""
    for path in sys.path:
        directory = os.path.join(path, name)
        if name in listed(path) and os.path.isdir(directory):
            version = installed_version(path, name) or written_version(directory)
            if name == "tank":
                version = core_version(os.path.dirname(path)) or installed_version(path, "sgtk") or version
            return {"name": name, "version": version and text(version), "path": text(directory)}


def metadata(path, name):
    """Returns the name of the .dist-info or .egg-info directory of a package."""
    for entry in listed(path):
        stem, extension = os.path.splitext(entry)
        if extension in (".dist-info", ".egg-info"):
            if stem.split("-")[0].lower().replace(".", "_") == name:
                return entry


def installed_version(path, name):
    entry = metadata(path, name)
    return entry and os.path.splitext(entry)[0].split("-")[1]


def written_version(directory):
    for name in ("__version__.py", "_version.py", "version.py", "__init__.py", "shotgun.py"):
        for line in (attempt(read, os.path.join(directory, name)) or b"").splitlines():
            if line.startswith((b"__version__ =", b"__version__=")):
                return line.split(b"=", 1)[1].split(b"#")[0].strip().strip(b"\"'")


def core_version(directory):
    for line in (attempt(read, os.path.join(directory, "info.yml")) or b"").splitlines():
        if line.startswith(b"version:"):
            return line[8:].split(b"#")[0].strip().strip(b"\"'")


# certifi


def certifi_reports():
    names = ("certifi", "pip._vendor.certifi", "shotgun_api3.lib.certifi", "tank_vendor.shotgun_api3.lib.certifi")
    return [found for found in map(certifi_report, names) if found]


def certifi_report(module):
    name = os.path.join(*module.split("."))
    for path in sys.path:
        file = os.path.join(path, name, "cacert.pem")
        if module.split(".")[0] in listed(path) and os.path.isfile(file):
            break
    else:
        return None
    # Only certifi itself is imported: the others belong to large packages.
    where = attempt(lambda: __import__("certifi").where) if module == "certifi" else None
    version = attempt(installed_version, path, module) or attempt(written_version, os.path.dirname(file))
    answer = where and attempt(where)
    return {
        "module": module,
        "version": version and text(version),
        "file": text(file),
        "answer": answer and text(answer),
        "size": attempt(os.path.getsize, file),
        "is_edited": attempt(is_edited, path, module, file),
        "is_hooked": hasattr(where, "sglaunch"),
    }


def is_edited(path, module, file):
    """Compares a file with the digest in the package's RECORD, which few packages lack."""
    import base64
    import hashlib

    entry = metadata(path, module.split(".")[0])
    wanted = (module.replace(".", "/") + "/cacert.pem,sha256=").encode()
    for line in read(os.path.join(path, entry, "RECORD")).splitlines():
        if line.startswith(wanted):
            digest = base64.urlsafe_b64encode(hashlib.sha256(read(file)).digest()).rstrip(b"=")
            return line[len(wanted):].split(b",")[0] != digest


def main(marker, limit, names, sites):
    report = {"version": list(sys.version_info[:3]), "executable": text(sys.executable or "")}
    report.update(ssl=None, ssl_error=None, attempts=[])
    context = None
    try:
        import ssl

        report["ssl"] = ssl_report(ssl)
        # Missing before Python 2.7.9.
        if hasattr(ssl, "create_default_context"):
            context = ssl.create_default_context()
            report["ssl"]["context"] = context_report(context)
    except Exception as error:
        report["ssl_error"] = described(error)
    if report["ssl"] and not report["ssl_error"]:
        report["attempts"] = try_sites(ssl, context, sites, limit)
    report["packages"] = [found for found in map(package, names) if found]
    report["certifi"] = certifi_reports()
    import json

    # Not sys.stdout, which a sitecustomize may have replaced.
    answer = ("\n" + marker + json.dumps(report) + marker + "-end\n").encode("ascii")
    while answer:
        answer = answer[os.write(1, answer):]
    # Without waiting for threads, or for what other modules do at the end.
    os._exit(0)


listings = {}
main(sys.argv[1], float(sys.argv[2]), sys.argv[3].split(","), sys.argv[4:])
