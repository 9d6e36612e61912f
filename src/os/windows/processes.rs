//! What running processes use, and the processes that started this one.

use std::collections::BTreeSet;

use winsafe::{FILETIME, HPROCESS, HPROCESSLIST, SysResult, co};

use crate::os::ancestors::{RunningProcess, ancestors};

/// Returns those of `names` that a running process uses: none here, because a file that a process
/// has open cannot be removed, and environments of other processes are not readable.
pub fn names_in_use(_: &BTreeSet<String>) -> BTreeSet<String> {
    BTreeSet::new()
}

/// Returns the program names of the processes that started this one, the nearest first.
pub fn calling_programs() -> Vec<String> {
    let processes = running_processes().unwrap_or_default();
    ancestors(std::process::id(), &processes, |id| start(id).ok())
}

fn running_processes() -> SysResult<Vec<RunningProcess>> {
    let mut list = HPROCESSLIST::CreateToolhelp32Snapshot(co::TH32CS::SNAPPROCESS, None)?;
    let processes = list.iter_processes().map(|process| {
        let process = process?;
        Ok(RunningProcess {
            id: process.th32ProcessID,
            parent: process.th32ParentProcessID,
            name: process.szExeFile(),
        })
    });
    processes.collect()
}

/// Returns the time at which a process started, in units of 100 ns.
fn start(id: u32) -> SysResult<u64> {
    let process = HPROCESS::OpenProcess(co::PROCESS::QUERY_LIMITED_INFORMATION, false, id)?;
    let (
        FILETIME {
            dwLowDateTime: low,
            dwHighDateTime: high,
        },
        ..,
    ) = process.GetProcessTimes()?;
    Ok(u64::from(high) << 32 | u64::from(low))
}
