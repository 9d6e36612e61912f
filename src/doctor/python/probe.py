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


# Handshakes


def connected(host, port, end):
    """Connects to each address in turn. Each may take its part of the time."""
    import socket

    addresses = socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM)
    for index, (family, kind, protocol, _, address) in enumerate(addresses):
        connection = socket.socket(family, kind, protocol)
        connection.settimeout(max(0.1, (end - time.time()) / (len(addresses) - index)))
        try:
            connection.connect(address)
            return connection
        except Exception:
            connection.close()
            if index == len(addresses) - 1:
                raise


def proxy_of(authority):
    """Returns the proxy that urllib would use, as a URL or host:port, or None."""
    system = sys.platform in ("win32", "darwin")
    if not system and not any(name.lower() == "https_proxy" for name in os.environ):
        return None
    try:
        from urllib.request import getproxies, proxy_bypass
    except ImportError:
        from urllib import getproxies, proxy_bypass
    return getproxies().get("https") if not proxy_bypass(authority) else None


def through(proxy, host, port, end):
    """Connects through a proxy, in plain HTTP as urllib does, and returns its name too."""
    import base64

    login, _, place = proxy.split("://")[-1].split("/")[0].rpartition("@")
    proxy_host, separator, proxy_port = place.rpartition(":")
    if not separator or "]" in proxy_port:
        proxy_host, proxy_port = place, "443"
    lines = ["CONNECT %s:%d HTTP/1.1" % (host, port), "Host: %s:%d" % (host, port)]
    if login:
        try:
            from urllib.parse import unquote
        except ImportError:
            from urllib import unquote
        login = base64.b64encode(unquote(login).encode("utf-8")).decode("ascii")
        lines.append("Proxy-Authorization: Basic " + login)
    connection = connected(proxy_host.strip("[]"), int(proxy_port), end)
    connection.settimeout(max(0.1, end - time.time()))
    connection.sendall("\r\n".join(lines + ["", ""]).encode("utf-8"))
    answer = b""
    while b"\r\n\r\n" not in answer and len(answer) < 65536:
        # Byte by byte: what follows is the handshake.
        byte = connection.recv(1)
        if not byte:
            break
        answer += byte
    status = answer.split(b"\r\n")[0].decode("latin-1")
    if status.split(" ")[1:2] != ["200"]:
        raise EnvironmentError("Tunnel connection failed: " + status[:200])
    return connection


def wrapped(ssl, context, connection, host):
    if context:
        return context.wrap_socket(connection, server_hostname=host)
    # Python 2.7.8 and older
    file = os.environ.get("SSL_CERT_FILE")
    return ssl.wrap_socket(connection, cert_reqs=ssl.CERT_REQUIRED, ca_certs=file)


def handshake(ssl, context, result, end):
    host, port = result["site"].rpartition(":")[::2]
    if not host or not port.isdigit():
        host, port = result["site"], "443"
    host, port = host.strip("[]"), int(port)
    proxy = proxy_of(result["site"])
    if proxy:
        result["proxy"] = text(proxy.split("://")[-1].split("/")[0].rpartition("@")[2])
        connection = through(proxy, host, port, end)
    else:
        connection = connected(host, port, end)
    try:
        connection.settimeout(max(0.1, end - time.time()))
        connection = wrapped(ssl, context, connection, host)
        return attempt(lambda: connection.version()) or "TLS"
    finally:
        connection.close()


def failure(ssl, error):
    is_ssl = isinstance(error, (ssl.SSLError, getattr(ssl, "CertificateError", ssl.SSLError)))
    reason = getattr(error, "reason", None) if is_ssl else None
    return {
        "kind": type(error).__name__,
        "verify_code": getattr(error, "verify_code", None),
        "verify_message": getattr(error, "verify_message", None),
        "reason": reason and attempt(text, reason),
        "text": (attempt(text, str(error)) or repr(error))[:2000],
    }


def try_site(ssl, context, result, end):
    try:
        tls = handshake(ssl, context, result, end)
        result.update(tls=tls, failure=None)
        return
    except Exception as error:
        result["failure"] = failure(ssl, error)
    flags = int(getattr(context, "verify_flags", 0))
    if result["failure"]["reason"] == "CERTIFICATE_VERIFY_FAILED" and flags & STRICT:
        result["passes_without_strict"] = attempt(passes_without_strict, ssl, result, end) or False


def passes_without_strict(ssl, result, end):
    context = ssl.create_default_context()
    context.verify_flags &= ~STRICT
    return bool(handshake(ssl, context, dict(result), end))


def try_sites(ssl, context, sites, limit):
    """Tries all sites side by side. A thread that hangs, in the lookup of a name, is left behind."""
    end = time.time() + limit
    results, threads = [], []
    for site in sites:
        late = {"kind": "timeout", "text": "no answer within %g seconds" % limit}
        result = {"site": site, "failure": late}
        thread = threading.Thread(target=try_site, args=(ssl, context, result, end))
        thread.daemon = True
        thread.start()
        results.append(result)
        threads.append(thread)
    for thread in threads:
        thread.join(max(0.0, end - time.time()))
    # A thread may still change its result.
    return [dict(result) for result in results]


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
