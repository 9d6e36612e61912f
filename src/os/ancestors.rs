//! The processes above this one, from a snapshot of all processes.

/// A process in a snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunningProcess {
    pub id: u32,
    /// The process that started it, which may have ended: another process can have its number now.
    pub parent: u32,
    /// The file name of its program.
    pub name: String,
}

/// Returns the program names of the processes above `own`, the nearest first.
///
/// `start` returns the time at which a process started. A parent that started after its child, or
/// whose time cannot be read, is another process with the number of the parent: the list ends
/// before it.
pub fn ancestors(
    own: u32,
    processes: &[RunningProcess],
    start: impl Fn(u32) -> Option<u64>,
) -> Vec<String> {
    let find = |id| processes.iter().find(|process| process.id == id);
    let mut names = Vec::new();
    let mut child = find(own);
    while let Some(current) = child
        && names.len() < processes.len()
    {
        let parent = find(current.parent).filter(|parent| {
            let times = start(parent.id).zip(start(current.id));
            parent.id != current.id && times.is_some_and(|(parent, child)| parent <= child)
        });
        names.extend(parent.map(|parent| parent.name.clone()));
        child = parent;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the ancestors of process 1 in a table of number, parent, name and start.
    fn names(table: &[(u32, u32, &str, Option<u64>)]) -> Vec<String> {
        let processes: Vec<_> = (table.iter())
            .map(|(id, parent, name, _)| RunningProcess {
                id: *id,
                parent: *parent,
                name: (*name).to_owned(),
            })
            .collect();
        let start = |id| table.iter().find(|row| row.0 == id)?.3;
        ancestors(1, &processes, start)
    }

    #[test]
    fn ancestors_end_before_a_reused_number() {
        let own = (1, 2, "sglaunch.exe", Some(50));
        let shim = (2, 3, "sglaunch.exe", Some(50));
        let cmd = (3, 4, "cmd.exe", Some(40));
        let explorer = (4, 9, "explorer.exe", Some(10));
        let all = ["sglaunch.exe", "cmd.exe", "explorer.exe"];
        assert_eq!(names(&[explorer, cmd, own, shim]), all);
        // The process that started the shim has ended, and cmd has its number now.
        let late = (3, 4, "cmd.exe", Some(60));
        assert_eq!(names(&[explorer, late, shim, own]), ["sglaunch.exe"]);
        // A process of another user.
        let closed = (3, 4, "cmd.exe", None);
        assert_eq!(names(&[explorer, closed, shim, own]), ["sglaunch.exe"]);
        // The system's idle process is its own parent, and numbers can form a circle.
        assert_eq!(names(&[(1, 1, "a.exe", Some(1))]), [""; 0]);
        let circle = [(1, 2, "a.exe", Some(1)), (2, 1, "b.exe", Some(1))];
        assert_eq!(names(&circle), ["b.exe", "a.exe"]);
        assert_eq!(names(&[]), [""; 0]);
    }
}
