//! README's section on who is reached names the cells that are tested, with the versions that they are tested with.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::CELLS;
use super::beside::PROGRAMS;
use super::client::{CLIENTS, Client};

/// The section, as far as the next.
pub fn section() -> String {
    let readme = read("README.md");
    let (_, rest) = readme
        .split_once("\n## Who is reached\n")
        .expect("README has the section");
    rest.split("\n## ").next().unwrap_or_default().to_owned()
}

#[test]
fn the_table_has_every_cell_with_its_version() {
    let tables = tables();
    let [header, _, rows @ ..] = tables[0].as_slice() else {
        panic!("{tables:?}");
    };
    let pythons: BTreeSet<&str> = CELLS.iter().map(|(python, _)| *python).collect();
    assert_eq!(
        header[2..]
            .iter()
            .map(String::as_str)
            .collect::<BTreeSet<_>>(),
        pythons
    );
    let names: Vec<&str> = rows.iter().map(|row| &*row[0]).collect();
    let clients: Vec<&str> = CLIENTS.iter().map(|client| client.row).collect();
    assert_eq!(names, clients);
    for (row, client) in rows.iter().zip(CLIENTS) {
        assert_eq!(row[1], through(client.reads), "{}", client.row);
        for (python, cell) in header[2..].iter().zip(&row[2..]) {
            match tested(client, python) {
                Some(version) => assert_eq!(*cell, version, "{} on {python}", client.row),
                None => assert_eq!(cell, "—", "{} on {python}", client.row),
            }
        }
    }
}

#[test]
fn the_table_has_every_program() {
    let tables = tables();
    let [_, _, rows @ ..] = tables[1].as_slice() else {
        panic!("{tables:?}");
    };
    let rows: Vec<(&str, &str)> = rows.iter().map(|row| (&*row[0], &*row[1])).collect();
    let variables: Vec<String> = PROGRAMS.iter().map(|(_, own)| through(&[own])).collect();
    let programs = PROGRAMS.iter().zip(&variables);
    let programs: Vec<(&str, &str)> = programs
        .map(|((name, _), variable)| (*name, variable.as_str()))
        .collect();
    assert_eq!(rows, programs);
}

/// The version of a client in a cell, as pinned; none where there is no such cell.
fn tested(client: &Client, python: &str) -> Option<String> {
    if !CELLS.contains(&(python, client.name)) {
        return None;
    }
    let Some(package) = client.package else {
        return Some("yes".to_owned());
    };
    let list = client.environment(python);
    let pins = read(&format!("tests/clients/requirements/{list}.txt"));
    let mut versions = pins.lines().filter_map(|line| line.split_once("=="));
    let pin = versions.find(|(name, _)| *name == package);
    Some(
        pin.unwrap_or_else(|| panic!("no {package} in {list}"))
            .1
            .to_owned(),
    )
}

fn through(reads: &[&str]) -> String {
    if reads.is_empty() {
        return "`ca.certifi`".to_owned();
    }
    let names: Vec<String> = reads.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// The section's tables, each a list of rows and each row of cells.
fn tables() -> Vec<Vec<Vec<String>>> {
    let section = section();
    let paragraphs = section.split("\n\n").map(str::trim);
    let tables = paragraphs.filter(|text| text.starts_with('|'));
    tables
        .map(|table| table.lines().map(cells).collect())
        .collect()
}

fn cells(line: &str) -> Vec<String> {
    let line = line.trim_matches('|');
    line.split('|').map(|cell| cell.trim().to_owned()).collect()
}

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
