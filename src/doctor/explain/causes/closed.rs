//! Connections that are closed during the handshake.

use super::{Cause, Rank};
use crate::doctor::Id::{SiteClosed, SiteProxy};

pub const CAUSES: &[Cause] = &[Cause {
    ids: &[SiteClosed, SiteProxy],
    rank: Rank::Handshake,
    message: "the connection is closed during the handshake, by the server or by a firewall; no \
                  certificate is involved",
    patterns: "\
unexpected_eof_while_reading
eof occurred in violation of protocol
ssl_error_syscall
ssl_connect: syscall
ssl zero return & ssl
sslzeroreturnerror
tls/ssl connection has been closed
connection reset by peer
connection was reset
connection reset
econnreset
errno 10054
winerror 10054
winerror 10053
error 10054
connection aborted
remotedisconnected
badstatusline
server disconnected without sending
serverdisconnectederror
unknown ssl protocol error
broken pipe & ssl.py
syscallerror & unexpected eof
sslhandshake failed (-9805
sslhandshake failed (-9806
winhttp_connection_error
internet_connection_reset
remote end closed connection
socket hang up
disconnected before secure tls connection
terminated the handshake
closed connection during handshake
peer shut down incorrectly
ssl peer shut down
non-properly terminated
error in the pull function
tls handshake eof
handshake eof & tls
without sending tls close_notify
missing close_notify
unexpected eof & tls
unexpected eof & https
httpsurl & eof
unexpected error occurred on a send
unexpected error occurred on a receive
received an unexpected eof or 0 bytes
closed the transport stream
pr_end_of_file_error
pr_connect_reset_error
err_connection_closed
err_empty_response
net_error -100
net_error -101
error 12030
0x80072efe
0x80072eff
empty reply from server
closed connection without sending
recv failure
send failure: broken pipe
schannel: failed to receive handshake
sec_e_internal_error
errsslclosed
errssl -9805
errssl -9806
error -9806
osstatus -9806
nsurlerrordomain code=-1005
nsurlerrordomain error -1005
network connection was lost
tls handshake timeout
handshake operation timed out
ssl connection timeout
ssl handshake timed out
server closed connection & handshake
connection closed by & handshake
network error: software caused connection abort",
}];
