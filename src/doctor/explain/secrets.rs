//! Removal of passwords, tokens and names of users from a line.

/// Parts of the names of secrets.
const PARTS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "token",
    "secret",
    "session_id",
    "sessionid",
    "bearer",
    "authorization",
    "signature",
    "credential",
    "cookie",
];

/// Ends of the words of such a name, as in `script_key`.
const ENDS: &[&str] = &[
    "user", "username", "login", "pw", "pwd", "pass", "key", "auth",
];

/// Ends of the names of errors, which a message follows.
const ERRORS: &[&str] = &["error", "exception", "fault"];

/// Schemes in front of the secret of an `Authorization` header.
const SCHEMES: &[&str] = &["basic", "bearer", "digest", "negotiate", "ntlm", "token"];

/// Prefixes of the tokens of well-known services.
const TOKENS: &[&str] = &[
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "AKIA",
    "ASIA",
    "AIza",
    "xox",
    "hf_",
    "eyJ",
];

/// Minimum length of such a token.
const MIN_TOKEN: usize = 12;

const HIDDEN: &str = "***";

/// Characters between a name and its value.
const GAP: &[char] = &['"', '\'', '`', '\\', ' ', '=', ':', '>', ','];

/// Characters that end a value without quotes.
const VALUE_ENDS: &[char] = &['"', '\'', '`', ' ', '&', ',', ';', ')', ']', '}', '<', '\n'];

/// Replaces the values of what is named like a secret, tokens, and users in front of a host.
pub fn without_secrets(text: &str) -> String {
    let text = without_logins(text);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(start) = rest.find(is_name) {
        let (before, found) = rest.split_at(start);
        out.push_str(before);
        if let Some(length) = token_at(found) {
            out.push_str(HIDDEN);
            rest = found.get(length..).unwrap_or_default();
            continue;
        }
        let end = found.find(|c| !is_name(c)).unwrap_or(found.len());
        let (name, after) = found.split_at(end);
        out.push_str(name);
        rest = after;
        if let Some((gap, length)) = value_after(name, after) {
            out.push_str(gap);
            out.push_str(HIDDEN);
            rest = after.get(gap.len() + length..).unwrap_or_default();
        }
    }
    out + rest
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

/// Returns the length of a token with a known prefix at the start of a text.
fn token_at(text: &str) -> Option<usize> {
    let is_part = |c: char| is_name(c) || c == '.';
    let length = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let is_token = TOKENS.iter().any(|prefix| text.starts_with(prefix));
    (is_token && length >= MIN_TOKEN).then_some(length)
}

/// Returns what separates the name of a secret from its value, and the length of the value.
fn value_after<'a>(name: &str, after: &'a str) -> Option<(&'a str, usize)> {
    let lower = name.to_ascii_lowercase();
    let word = lower.trim_start_matches('-');
    let is_option = word.len() < lower.len();
    if !(is_secret(word) || is_option && matches!(word, "u" | "p")) {
        return None;
    }
    let value = after.trim_start_matches(GAP);
    let gap = after.get(..after.len() - value.len())?;
    let is_value = if is_option {
        !gap.is_empty() && !value.starts_with('-')
    } else {
        gap.contains(['=', ':'])
            || gap.starts_with(' ') && (word == "bearer" || gap.contains(['"', '\'', '`']))
    };
    let length = value_length(word, gap, value);
    (is_value && length > 0).then_some((gap, length))
}

fn is_secret(word: &str) -> bool {
    let is_error = ERRORS.iter().any(|end| word.ends_with(end));
    let has_end = |part: &str| ENDS.iter().any(|end| part.ends_with(end));
    !is_error
        && !word.ends_with("agent")
        && (PARTS.iter().any(|part| word.contains(part)) || word.split(['_', '-']).any(has_end))
}

fn value_length(word: &str, gap: &str, value: &str) -> usize {
    let quote = gap.chars().next_back().filter(|c| matches!(c, '"' | '\''));
    if let Some(length) = quote.and_then(|quote| value.find(quote)) {
        return length;
    }
    if word.contains("cookie") {
        return value.find(['"', '\'', '\n']).unwrap_or(value.len());
    }
    let end = |text: &str| text.find(VALUE_ENDS).unwrap_or(text.len());
    let length = end(value);
    let (first, rest) = value.split_at(length);
    let is_scheme = SCHEMES
        .iter()
        .any(|scheme| first.eq_ignore_ascii_case(scheme));
    match rest.strip_prefix(' ').filter(|_| is_scheme) {
        Some(rest) => length + 1 + end(rest),
        None => length,
    }
}

/// Replaces the user, or `user:password`, in front of `@host`, as in a shell's prompt.
fn without_logins(text: &str) -> String {
    let mut parts = text.split('@');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_end = |c: char| c.is_whitespace() || "\"'`=()[]<>,;/\\|".contains(c);
        let start = out.rfind(is_end).map_or(0, |at| at + 1);
        let login = out.get(start..).unwrap_or_default();
        if !login.is_empty() && login != HIDDEN && begins_with_host(part) {
            out.truncate(start);
            out.push_str("<user>");
        }
        out.push('@');
        out.push_str(part);
    }
    out
}

/// Returns whether a text begins with a host, and not with a version as in `houdini@20.5`.
fn begins_with_host(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let is_named = text.starts_with(|c: char| c.is_alphabetic());
    is_named || end > 0 && text.get(end..).is_some_and(|rest| rest.starts_with(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_secrets_are_hidden() {
        let github = format!("ghp_{}", "a1".repeat(18));
        for (text, expected) in [
            ("Authorization: Basic amRvZTpwdw==", "Authorization: ***"),
            (
                "-H 'Authorization: Bearer a.b-c' x",
                "-H 'Authorization: ***' x",
            ),
            (
                "{'Authorization': 'Bearer abc'}",
                "{'Authorization': '***'}",
            ),
            ("sent Bearer abc.def", "sent Bearer ***"),
            ("Cookie: a=b; c=d", "Cookie: ***"),
            ("curl -u jdoe:hunter2 https://h", "curl -u *** https://h"),
            (
                "curl --user jdoe:hunter2 https://h",
                "curl --user *** https://h",
            ),
            (
                "['curl', '--user', 'jdoe:hunter2']",
                "['curl', '--user', '***']",
            ),
            ("curl --proxy-user=jdoe:x", "curl --proxy-user=***"),
            ("script_key='abc123def456', x", "script_key='***', x"),
            (
                "Shotgun(u, 'bot', api_key=\"a b\")",
                "Shotgun(u, 'bot', api_key=\"***\")",
            ),
            ("tool --password hunter2 x", "tool --password *** x"),
            ("mysql -p hunter2 x", "mysql -p *** x"),
            ("pw: hunter2", "pw: ***"),
            ("user=asmith, x", "user=***, x"),
            (
                "login for user 'asmith' failed",
                "login for user '***' failed",
            ),
            ("\"password\":\"x y\"", "\"password\":\"***\""),
            (r#"{\"token\": \"abc\"}"#, r#"{\"token\": \"***"}"#),
            (
                "aws_secret_access_key = abc/def+1",
                "aws_secret_access_key = ***",
            ),
            ("key AKIAIOSFODNN7EXAMPLE used", "key *** used"),
            ("(xoxb-1234-5678-abc)", "(***)"),
            ("github_pat_11ABC_def", "***"),
            (&github, "***"),
            ("asmith@workstation7:~$ curl", "<user>@workstation7:~$ curl"),
            ("[asmith@ws ~]$ curl", "[<user>@ws ~]$ curl"),
            ("a.smith@10.0.0.5:~$ x", "<user>@10.0.0.5:~$ x"),
            ("-x jdoe:pw@proxy:3128", "-x <user>@proxy:3128"),
        ] {
            assert_eq!(without_secrets(text), expected);
        }
    }

    #[test]
    fn other_texts_are_shown() {
        for text in [
            "a token is needed",
            "KeyError: 'PATH'",
            "User-Agent: curl/8.5",
            "sglaunch houdini@20.5",
            "proxy http://***@proxy:3128/ refused",
            "basic constraints of ca cert not marked critical",
            "curl: (60) SSL certificate problem: unable to get local issuer certificate",
            "ee certificate key too weak",
            "TokenError: certificate verify failed",
        ] {
            assert_eq!(without_secrets(text), text);
        }
    }
}
