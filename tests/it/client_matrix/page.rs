//! docs/clients.md lists the tested clients with their tested versions.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::CELLS;
use super::client::{CLIENTS, Client};
use super::other_programs::PROGRAMS;
use super::own_ca;
use crate::doc_pages::CLIENTS_PAGE;
use crate::toolkit;

#[test]
fn the_table_has_every_cell_with_its_version() {
    let table = table("Python packages");
    let [header, _, rows @ ..] = table.as_slice() else {
        panic!("{table:?}");
    };
    let pythons: Vec<&str> = header[2..].iter().map(String::as_str).collect();
    assert_eq!(
        pythons.iter().copied().collect::<BTreeSet<_>>(),
        CELLS.iter().map(|(python, _)| *python).collect()
    );
    let clients = CLIENTS.iter().map(|client| {
        let cells = pythons.iter().map(|python| tested(client, python));
        row(client.row, client.reads, cells)
    });
    let toolkit = toolkit::CLIENTS.iter().map(|client| {
        let cells = pythons.iter().map(|python| tested_toolkit(python));
        row(client.row, client.reads, cells)
    });
    let own_ca = pythons.iter().map(|python| Some(pin(python, "requests")));
    let own_ca = table_row(own_ca::ROW, own_ca::THROUGH.to_owned(), own_ca);
    let expected: Vec<_> = clients.chain(toolkit).chain([own_ca]).collect();
    for (found, expected) in rows.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(rows.len(), expected.len());
}

#[test]
fn the_table_has_every_program() {
    let table = table("Other programs");
    let [_, _, rows @ ..] = table.as_slice() else {
        panic!("{table:?}");
    };
    let rows: Vec<(&str, &str)> = rows.iter().map(|row| (&*row[0], &*row[1])).collect();
    let variables: Vec<String> = PROGRAMS.iter().map(|(_, _, own)| through(&[own])).collect();
    let programs = PROGRAMS.iter().zip(&variables);
    let programs: Vec<(&str, &str)> = programs
        .map(|((_, row, _), variable)| (*row, variable.as_str()))
        // tests/it/java
        .chain([("Java", "`ca.java`")])
        .collect();
    let (reached, others) = rows.split_at(programs.len().min(rows.len()));
    assert_eq!(reached, programs);
    // Programs that are not reached follow in the same table, with the reason.
    let unreached = [
        "setuid",
        "Schannel",
        "hserver",
        "tk-core 0.23.7",
        "PHP, curl",
    ];
    for name in unreached {
        assert!(others.iter().any(|(row, _)| row.contains(name)), "{name}");
    }
    let [untested, others @ ..] = others else {
        panic!("{others:?}");
    };
    assert_eq!(*untested, ("AYON's C++ API", "`AYON_SSL_CERT_PATH`"));
    assert!(others.iter().all(|(_, why)| why.starts_with("nothing: ")));
}

fn row(name: &str, reads: &[&str], cells: impl Iterator<Item = Option<String>>) -> Vec<String> {
    table_row(name, through(reads), cells)
}

fn table_row(
    name: &str,
    through: String,
    cells: impl Iterator<Item = Option<String>>,
) -> Vec<String> {
    let cells = cells.map(|version| version.unwrap_or_else(|| "—".to_owned()));
    [name.to_owned(), through]
        .into_iter()
        .chain(cells)
        .collect()
}

/// Returns the pinned version of a client on a Python, or None if it is not tested there.
fn tested(client: &Client, python: &str) -> Option<String> {
    if !CELLS.contains(&(python, client.name)) {
        return None;
    }
    let list = client.environment(python);
    let pin = client.package.map(|package| pin(&list, package));
    pin.or_else(|| Some("yes".to_owned()))
}

fn tested_toolkit(python: &str) -> Option<String> {
    let list = format!("{python}-sgtk");
    toolkit::ENVIRONMENTS
        .contains(&&*list)
        .then(|| pin(&list, "sgtk"))
}

fn pin(list: &str, package: &str) -> String {
    let pins = read(&format!("tests/clients/requirements/{list}.txt"));
    let mut pins = pins.lines().filter_map(|line| line.split_once("=="));
    let pin = pins.find(|(name, _)| *name == package);
    let (_, version) = pin.unwrap_or_else(|| panic!("no {package} in {list}"));
    version.to_owned()
}

fn through(reads: &[&str]) -> String {
    if reads.is_empty() {
        return "`ca.certifi`".to_owned();
    }
    let names: Vec<String> = reads.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// Returns the cells of a section's table, row by row.
fn table(section: &str) -> Vec<Vec<String>> {
    let section = CLIENTS_PAGE.section(section);
    let lines = section.lines().filter(|line| line.starts_with('|'));
    lines.map(cells).collect()
}

fn cells(line: &str) -> Vec<String> {
    let line = line.trim_matches('|');
    line.split('|').map(|cell| cell.trim().to_owned()).collect()
}

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
