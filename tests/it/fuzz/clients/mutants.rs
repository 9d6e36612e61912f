//! Certificates made of valid ones by changes to the tree of their DER. Lengths stay right.

/// The valid certificates. They have every extension that a client decodes, keys of every kind and
/// names of every string type; `critical.der` has the extensions as critical ones.
const VALID: [&[u8]; 6] = [
    include_bytes!("../../../clients/valid/extensions.der"),
    include_bytes!("../../../clients/valid/critical.der"),
    include_bytes!("../../../clients/valid/names.der"),
    include_bytes!("../../../clients/valid/elliptic.der"),
    include_bytes!("../../../clients/valid/pss.der"),
    include_bytes!("../../../clients/valid/version1.der"),
];

/// The most certificates of an input.
const MOST: usize = 24;

/// Values that stand for others.
const VALUES: [&[u8]; 20] = [
    b"\x05\x00",
    b"\x01\x01\xff",
    b"\x01\x01\x00",
    b"\x01\x01\x01",
    b"\x02\x01\x00",
    b"\x02\x01\xff",
    b"\x02\x05\x01\x00\x00\x00\x00",
    b"\x03\x02\x01\x06",
    b"\x03\x01\x00",
    b"\x04\x00",
    b"\x06\x03\x2a\x03\x04",
    b"\x30\x00",
    b"\x31\x00",
    b"\x0c\x01a",
    b"\x1e\x04\xd8\x3d\xde\x00",
    b"\x82\x03a.b",
    b"\x86\x0ahttp://a.b",
    b"\x87\x04\x7f\x00\x00\x01",
    b"\xa0\x00",
    b"\xa4\x02\x30\x00",
];

/// Returns the certificates that `bytes` describe.
pub fn of(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut source = Source(bytes);
    let mut mutants = Vec::new();
    while !source.0.is_empty() && mutants.len() < MOST {
        let valid = VALID[source.below(VALID.len())];
        let mut tree = nodes(valid).expect("it is valid");
        for _ in 0..=source.below(3) {
            change(&mut tree, &mut source);
        }
        mutants.push(encode(&tree));
    }
    mutants
}

/// The description of changes. Behind its end are zeros.
struct Source<'a>(&'a [u8]);

impl Source<'_> {
    fn byte(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().unwrap_or((&0, &[]));
        self.0 = rest;
        *first
    }

    /// Returns a number below `limit`.
    fn below(&mut self, limit: usize) -> usize {
        let high = if limit > 256 {
            usize::from(self.byte()) << 8
        } else {
            0
        };
        (high | usize::from(self.byte())) % limit.max(1)
    }

    fn bytes(&mut self) -> Vec<u8> {
        let length = self.below(6);
        (0..length).map(|_| self.byte()).collect()
    }
}

/// A value of DER.
#[derive(Clone)]
struct Node {
    tag: Vec<u8>,
    /// In front of values in a BIT STRING, or all of the content.
    bytes: Vec<u8>,
    nodes: Vec<Node>,
    /// The length has an octet more than it needs.
    is_long: bool,
}

/// Decodes values, also those in an OCTET STRING or a BIT STRING.
fn nodes(mut der: &[u8]) -> Option<Vec<Node>> {
    let mut all = Vec::new();
    while !der.is_empty() {
        let (head, content, rest) = split(der)?;
        let (bytes, inner) = match (head[0], content) {
            (3, [0, inner @ ..]) => (&content[..1], inner),
            _ => (&content[..0], content),
        };
        let is_container = head[0] & 0x20 > 0 || matches!(head[0], 3 | 4) && inner.len() > 1;
        let nodes = nodes(inner).filter(|_| is_container);
        all.push(Node {
            tag: head.to_vec(),
            bytes: if nodes.is_some() { bytes } else { content }.to_vec(),
            nodes: nodes.unwrap_or_default(),
            is_long: false,
        });
        der = rest;
    }
    Some(all)
}

/// Splits a value into its tag, its content, and the bytes behind it.
fn split(der: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let (tag, rest) = der.split_at_checked(1)?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(*first), rest),
        0x81..=0x83 => {
            let (octets, rest) = rest.split_at_checked(usize::from(first & 3))?;
            (
                octets
                    .iter()
                    .fold(0, |length, octet| length << 8 | usize::from(*octet)),
                rest,
            )
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

fn encode(nodes: &[Node]) -> Vec<u8> {
    let mut der = Vec::new();
    for node in nodes {
        let content = [node.bytes.clone(), encode(&node.nodes)].concat();
        let octets = content.len().to_be_bytes();
        let needed = octets.iter().skip_while(|octet| **octet == 0).count();
        let octets = &octets[octets.len() - (needed + usize::from(node.is_long)).max(1)..];
        der.extend(&node.tag);
        if content.len() >= 0x80 || node.is_long {
            der.push(0x80 | u8::try_from(octets.len()).expect("at most eight"));
        }
        der.extend(octets);
        der.extend(content);
    }
    der
}

fn count(nodes: &[Node]) -> usize {
    nodes.iter().map(|node| 1 + count(&node.nodes)).sum()
}

/// Returns the list that contains a node, and the node's index in it. The root is not in one.
fn find(nodes: &mut Vec<Node>, mut number: usize) -> Option<(&mut Vec<Node>, usize)> {
    let mut found = None;
    for (index, node) in nodes.iter().enumerate() {
        let inner = count(&node.nodes);
        if number <= inner {
            found = Some(index);
            break;
        }
        number -= inner + 1;
    }
    match (found?, number) {
        (index, 0) => Some((nodes, index)),
        (index, number) => find(&mut nodes[index].nodes, number - 1),
    }
}

/// Returns a value out of the list, or a copy of one in the tree.
fn value(tree: &[Node], source: &mut Source) -> Vec<Node> {
    if source.byte().is_multiple_of(2) {
        return nodes(VALUES[source.below(VALUES.len())]).unwrap_or_default();
    }
    let mut tree = tree.to_vec();
    let total = count(&tree);
    let found = find(&mut tree, source.below(total));
    found
        .map(|(siblings, at)| siblings[at].clone())
        .into_iter()
        .collect()
}

/// Makes one change to a value that the source chooses.
fn change(tree: &mut Vec<Node>, source: &mut Source) {
    let total = count(tree);
    let number = source.below(total);
    let kind = source.byte() % 16;
    let other = if (7..10).contains(&kind) {
        value(tree, source)
    } else {
        Vec::new()
    };
    let Some((siblings, at)) = find(tree, number) else {
        return;
    };
    let next = (at + 1) % siblings.len();
    match kind {
        0 => drop(siblings.remove(at)),
        1 => siblings.insert(at, siblings[at].clone()),
        2 => siblings.swap(at, next),
        7 => drop(siblings.splice(at..=at, other)),
        8 => drop(siblings.splice(at..at, other)),
        9 => siblings[at].nodes.extend(other),
        _ => change_value(&mut siblings[at], kind, source),
    }
}

fn change_value(node: &mut Node, kind: u8, source: &mut Source) {
    let length = node.bytes.len();
    match kind {
        3 => node.tag = vec![source.byte()],
        4 => node.tag = vec![node.tag[0] ^ (1 << source.below(8))],
        5 => (node.bytes, node.nodes) = (source.bytes(), Vec::new()),
        6 => node.bytes.truncate(source.below(length + 1)),
        10 => node.bytes.extend(source.bytes()),
        11 => node.bytes = [source.bytes(), node.bytes.clone()].concat(),
        12 => node.is_long = source.byte().is_multiple_of(4),
        13 => node.nodes = vec![node.clone()],
        14 => {
            let byte = source.byte();
            (node.bytes, node.nodes) = (vec![byte; source.below(300)], Vec::new());
        }
        _ => {
            if let Some(byte) = node.bytes.get_mut(source.below(length)) {
                *byte = source.byte();
            }
        }
    }
}
