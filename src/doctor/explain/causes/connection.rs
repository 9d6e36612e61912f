//! Connections that fail before TLS begins.

use super::{Cause, Rank};
use crate::doctor::Id::{SiteConnect, SiteName, SiteProxy};

pub const CAUSES: &[Cause] = &[
    Cause {
        ids: &[SiteName, SiteProxy],
        rank: Rank::Network,
        message: "the name of the host is not found; no certificate is involved",
        patterns: "\
getaddrinfo failed
gaierror
name or service not known
temporary failure in name resolution
nodename nor servname provided
no address associated with hostname
no address associated with name
nameresolutionerror
failed to resolve host
could not resolve host
couldn't resolve host
could not resolve hostname
unable to resolve host
getaddrinfo enotfound
getaddrinfo eai_again
getaddrinfo error
dns lookup & no such host
dial tcp: lookup
unknownhostexception
remote name could not be resolved
no such host is known
servernotfounderror
unable to find the server at
failed to lookup address information
dns error & http
net_error -105
hostname could not be found
nsurlerrordomain code=-1003
nsurlerrordomain error -1003
error 12007
name_not_resolved
0x80072ee7
name resolution failure
name resolution failed
dns resolution failed
could not contact dns servers
domain name not found
winerror 11001
errno 11001
winerror 11002
winerror 11004
qnetworkreply::hostnotfounderror
bad hostname & https
cannot resolve host
err_dns_
hostname lookup & failed
eai_noname
server can't be found & https
dns_error_",
    },
    Cause {
        ids: &[SiteConnect, SiteProxy],
        rank: Rank::Network,
        message: "the host refuses the connection, or does not answer; no certificate is involved",
        patterns: "\
connection refused
econnrefused
actively refused
winerror 10061
errno 10061
winerror 10060
errno 10060
winerror 10065
winerror 10051
winerror 10049
error 10060
error 10061
no route to host
ehostunreach
network is unreachable
enetunreach
network unreachable
host is unreachable
connecttimeouterror
exceptions.connecttimeout
httpx.connecttimeout
httpcore.connecttimeout
connection timed out
connect timed out
operation timed out
urlopen error timed out
socket.timeout: timed out
timeouterror: timed out
timeouterror: [errno
timeouterror: [winerror
connection to & timed out
readtimeouterror
exceptions.readtimeout
httpx.readtimeout
httpcore.readtimeout
read timed out
read operation timed out
write operation timed out
etimedout
esockettimedout
und_err_connect_timeout
failed to connect to & port 443
failed to connect to remote host
couldn't connect to host
couldn't connect to server ! server on
could not connect to server
could not connect to host
i/o timeout & dial tcp
context deadline exceeded
statuscode.deadline_exceeded
client.timeout exceeded
sockettimeoutexception
unable to connect to the remote server
connected party did not properly respond
err_connection_refused
err_connection_timed_out
err_timed_out
err_address_unreachable
err_internet_disconnected
err_network_changed
net_error -102
net_error -118
net_error -109
net_error -106
error 12029
winhttp_cannot_connect
winhttp_timeout
error_internet_timeout
error_internet_cannot_connect
error 12002
0x80072efd
0x80072ee2
nsurlerrordomain code=-1001
nsurlerrordomain code=-1004
nsurlerrordomain code=-1009
nsurlerrordomain error -1001
nsurlerrordomain error -1004
could not connect to the server
qnetworkreply::connectionrefused
qnetworkreply::timeouterror
socket operation timed out
newconnectionerror
clientconnectorerror
servertimeouterror
curl: (28)
failed to establish a new connection
failed to connect to all addresses
endpointconnectionerror
could not connect to the endpoint url
tcp connect error
error trying to connect
connectexception
noroutetohostexception
unable to connect to host
cannot connect to host
a connection with the server could not be established
networkerror when attempting to fetch
pr_connect_refused_error
ns_error_connection_refused
ns_error_net_timeout",
    },
    Cause {
        ids: &[SiteProxy],
        rank: Rank::Decisive,
        message: "the proxy speaks plain HTTP, but the proxy's URL says https://",
        patterns: "\
your proxy appears to only use http and not https
proxy appears to only use http
proxyconnect tcp: tls: first record
proxyconnect tcp: tls
proxyerror & wrong_version_number
cannot connect to proxy & wrong_version_number
unable to connect to proxy & wrong_version_number
https proxy & first record does not look like
err_proxy_certificate_invalid",
    },
    Cause {
        ids: &[SiteProxy],
        rank: Rank::Decisive,
        message: "the proxy does not let the connection through",
        patterns: "\
tunnel connection failed
proxy authentication required
received http code & from proxy after connect
connect tunnel failed
proxy connect aborted
proxy connect failed
http/1.1 407
http/1.0 407
407 proxy
error: (407)
status code 407
proxyerror
cannot connect to proxy
unable to connect to proxy
failed to connect to proxy
couldn't connect to proxy
could not connect to proxy
not supported proxy scheme
proxyschemeunknown
proxyschemeunsupported
proxy url had no scheme
proxy url malformed
invalid proxy url
unsupported proxy syntax
could not resolve proxy
couldn't resolve proxy
curl: (97)
check_hostname requires server_hostname
err_proxy_connection_failed
err_tunnel_connection_failed
err_proxy_auth
err_no_supported_proxies
err_mandatory_proxy
net_error -130
net_error -111
net_error -127
unable to tunnel through proxy
tunneling socket could not be established
proxyconnect tcp
clienthttpproxyerror
clientproxyconnectionerror
proxyconnectionerror
proxyconnectionexception
proxy connection refused
proxy connection closed
proxy connection failed
proxynotfound
qnetworkreply::proxy
proxy tunneling failed
proxy tunnel request
missing dependencies for socks
socksproxy & not supported
socks support & requires
socks proxy & refused
error 12043
err_access_denied & squid
x-squid-error
err_cache_access_denied
cache access denied & squid
generated & (squid/
proxy requires authentication
connect to proxy & refused
proxy refused
establish & tunnel & proxy",
    },
];
