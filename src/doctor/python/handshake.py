# The handshakes with the sites. They are the first part of the script; probe.py is the second.


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
