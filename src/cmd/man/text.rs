//! The texts of the manual page that the command line does not have.

pub const DESCRIPTION: &str = "\
sglaunch reads the profile of a program, merges the certificates that the operating system, the studio and Mozilla trust \
into one file in a cache directory, and execs the program. In the program's environment SHOTGUN_API_CACERTS, \
SSL_CERT_FILE, REQUESTS_CA_BUNDLE and further variables of the profile name that file, so that every HTTPS client trusts \
the same certificates. sglaunch needs no administrator rights and changes nothing on the machine. Only sglaunch doctor opens connections.

The first argument is a profile, optionally with a version: houdini@20.5 is the newest 20.5 that is installed. An argument \
with a slash is a program, started under the profile with the name of the file, or under defaults.

Options come before the profile. Everything after it belongs to the program, --help and -n included.";

/// Every variable that sglaunch reads or sets, in the form of the command line's own lists.
pub const ENVIRONMENT: &str = "\
Environment:
  SGLAUNCH_CACHE_DIR  directory of bundles, instead of ~/.cache/sglaunch; best on a local disk
  SGLAUNCH_CONFIG_DIR  directory of your profiles and trusted certificates, instead of ~/.config/sglaunch
  SGLAUNCH_DATA_DIR  directory of shims and the list of shortcuts, instead of ~/.local/share/sglaunch
  SGLAUNCH_DEBUG  if set, the certifi hook prints its errors
  SGLAUNCH_PROFILE_PATH  directories of profiles, between the machine's and the user's; the first one wins
  SGLAUNCH_ROOT  an image of another machine: the absolute paths of programs in profiles, /etc/sglaunch, the system's \
store, root's cache and the shortcuts of --site are below this directory; not HFS, MAYA_LOCATION, PATH, typed paths and \
the files in ca.files
  SGLAUNCH_STATE_DIR  directory of the log of launches without a terminal, instead of ~/.local/state/sglaunch
  SGLAUNCH_CERTIFI  set for the program if the profile has ca.certifi: the bundle
  SGLAUNCH_DEPTH  set for the program: the number of nested launches; more than 10 are an error
  SGLAUNCH_INHERITED  set for the program: the CA files that a nested launch merges in
  SGLAUNCH_PROFILE  set for the program: the name of its profile
  SGLAUNCH_RESTORE  set in a shell by the output of env: what env --unset takes back
  AWS_CA_BUNDLE, AYON_CA_FILE, AYON_SSL_CERT_PATH, CARGO_HTTP_CAINFO, CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE, CURL_CA_BUNDLE, \
DENO_CERT, GIT_SSL_CAINFO, GRPC_DEFAULT_SSL_ROOTS_FILE_PATH, HTTPLIB2_CA_CERTS, NIX_SSL_CERT_FILE, NODE_EXTRA_CA_CERTS, \
PERL_LWP_SSL_CA_FILE, PIP_CERT, REQUESTS_CA_BUNDLE, SHOTGUN_API_CACERTS, SSL_CERT_FILE, WEBSOCKET_CLIENT_CA_BUNDLE  set \
for the program: the bundle; files that they name before are merged into it. ca.variables in the profile adds variables \
and leaves some out
  SSL_CERT_DIR  directories of certificates that are merged in; set to an empty directory if OpenSSL must not search \
its own
  JAVA_TOOL_OPTIONS  the option that names the key store is appended if the profile has ca.java
  PYTHONPATH  the certifi hook is put in front if the profile has ca.certifi
  DISPLAY, WAYLAND_DISPLAY  without both, --window shows no dialog
  AWS_CONFIG_FILE, AWS_DEFAULT_PROFILE, AWS_PROFILE, GIT_CONFIG_COUNT, GIT_CONFIG_GLOBAL, GIT_CONFIG_NOSYSTEM, \
GIT_CONFIG_SYSTEM, PIP_CONFIG_FILE, VIRTUAL_ENV, XDG_CONFIG_DIRS  choose the settings of AWS, git and pip, whose CA files \
are merged in
  HFS, MAYA_LOCATION  the installation directories of Houdini and Maya; their built-in profiles prefer them
  HOME  the home directory; without it there are no user profiles
  LC_ALL, LC_CTYPE, LANG  if they do not select UTF-8, the tools that show a dialog get LC_ALL=C.UTF-8
  NO_COLOR  if set, messages have no colour
  PATH  where bare names of programs are searched, and the tools that show a dialog; without it /bin and /usr/bin
  SHELL  the shell for which `shim add` prints its line
  TMPDIR  directory of bundles if neither the cache nor XDG_RUNTIME_DIR is safe and can be written
  XDG_CACHE_HOME, XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME  replace ~/.cache, ~/.config, ~/.local/share and \
~/.local/state
  XDG_CURRENT_DESKTOP  decides between zenity and kdialog, and whether a shortcut is marked as trusted for GNOME
  XDG_DATA_DIRS  where the vendors' desktop entries are searched
  XDG_RUNTIME_DIR  directory of bundles if the cache is not safe or cannot be written
  ZDOTDIR  directory of the start-up file of zsh that `shim add` names
  COMPUTERNAME, LOCALAPPDATA, PATHEXT, ProgramData, USERNAME, USERPROFILE  on Windows: the machine's name, the \
directory of installed Pythons, the extensions of programs, the directory of all users, the user's name and home directory
";

/// Every file that sglaunch reads or writes on Linux, in the same form.
pub const FILES: &str = "\
Files:
  /etc/sglaunch/profiles/*.yaml  profiles of the machine
  /etc/sglaunch/ca.d/  certificates that all users trust, in every profile
  /etc/sglaunch/mozilla.pem  a copy of Mozilla's list that replaces the compiled-in one
  ~/.config/sglaunch/profiles/*.yaml  profiles of the user, which win over those of the machine
  ~/.config/sglaunch/ca.d/  certificates that the user trusts, in every profile
  ~/.cache/sglaunch/bundles/*.pem  bundles, named after their SHA-256
  ~/.cache/sglaunch/recipes/*.json  records of the inputs of each bundle
  ~/.cache/sglaunch/empty/  an empty directory for SSL_CERT_DIR
  ~/.cache/sglaunch/hooks/  the certifi hook
  /var/cache/sglaunch/  the same for root
  $XDG_RUNTIME_DIR/sglaunch/, $TMPDIR/sglaunch-UID-*/  the same if the cache is not safe or cannot be written
  ~/.local/share/sglaunch/shims/  shims
  ~/.local/share/sglaunch/shortcuts.json  paths of shortcuts outside the menu and the desktop; shortcuts.lock is \
locked while they change
  ~/.local/share/applications/sglaunch-*.desktop  shortcuts in the menu
  ~/.local/state/sglaunch/sglaunch.log  the log of launches without a terminal; sglaunch.log.1 is its predecessor
  /etc/ssl/certs/, /etc/pki/  the system's store: the first bundle file that exists, and the files in the directories
  /etc/gitconfig, /usr/local/etc/gitconfig, ~/.config/git/config, ~/.gitconfig, /etc/xdg/pip/pip.conf, /etc/pip.conf, \
~/.pip/pip.conf, ~/.config/pip/pip.conf, ~/.aws/config  settings that name CA files, which are merged in
  /etc/ca-certificates.conf  certificates that are deselected on Debian
  /etc/pki/ca-trust/source/, /usr/share/pki/ca-trust-source/, /etc/ca-certificates/trust-source/, \
/usr/share/ca-certificates/trust-source/, /etc/pki/trust/, /usr/share/pki/trust/  the blocklists of p11-kit, and \
certificates there that are distrusted
  On macOS  /Library/Application Support/sglaunch and the same below ~, ~/Library/Caches/sglaunch (root: \
/Library/Caches/sglaunch), ~/Library/Logs/sglaunch
  On Windows  %ProgramData%\\sglaunch, %APPDATA%\\sglaunch, %LOCALAPPDATA%\\sglaunch
";

pub const SEE_ALSO: &str = "env(1), openssl-verify(1), trust(1), update-ca-certificates(8)";
