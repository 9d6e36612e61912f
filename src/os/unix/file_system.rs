//! File systems whose metadata mislead: those of the kernel, and those that make up permissions.

use std::fs::{File, Metadata};
use std::path::Path;

#[cfg(target_os = "linux")]
use std::os::unix::fs::MetadataExt as _;

#[cfg(target_os = "linux")]
use rustix::fs::{StatFs, StatVfsMountFlags, fstatfs, statfs, statvfs};

/// Types of file systems by their numbers (`statfs(2)`, `linux/magic.h`).
#[cfg(target_os = "linux")]
type Types = [(u32, &'static str)];

/// The kernel's file systems below `/proc` and `/sys`.
#[cfg(target_os = "linux")]
const KERNEL: &Types = &[
    (0x9fa0, "proc"),
    (0x6265_6572, "sysfs"),
    (0x6462_6720, "debugfs"),
    (0x7472_6163, "tracefs"),
    (0x0027_e0eb, "cgroup"),
    (0x6367_7270, "cgroup2"),
    (0x7363_6673, "securityfs"),
    (0xcafe_4a11, "bpf"),
    (0xde5e_81e4, "efivarfs"),
    (0x6165_676c, "pstore"),
    (0x6265_6570, "configfs"),
    (0xf97c_ff8c, "selinuxfs"),
];

/// File systems of Windows' shares and disks, which make up the modes of their files. WSL's drvfs
/// is 9p.
#[cfg(target_os = "linux")]
const SYNTHETIC: &Types = &[
    (0x0102_1997, "9p"),
    (0xff53_4d42, "cifs"),
    (0x2011_bab0, "exfat"),
    (0x5346_544e, "ntfs"),
    (0x7366_746e, "ntfs3"),
    (0x517b, "smb"),
    (0xfe53_4d42, "smb2"),
    (0x786f_4256, "vboxsf"),
    (0x4d44, "vfat"),
];

/// File systems of other machines. Those of FUSE may be local, but are as slow.
#[cfg(target_os = "linux")]
const REMOTE: &Types = &[
    (0x6969, "nfs"),
    (0xff53_4d42, "cifs"),
    (0x517b, "smb"),
    (0xfe53_4d42, "smb2"),
    (0x0102_1997, "9p"),
    (0x6573_5546, "fuse"),
    (0x5346_414f, "afs"),
    (0x6b41_4653, "kafs"),
    (0x00c3_6400, "ceph"),
    (0x0bd0_0bd0, "lustre"),
    (0x4750_4653, "gpfs"),
    (0x1983_0326, "beegfs"),
    (0x786f_4256, "vboxsf"),
];

/// Returns whether a regular file is one of the kernel's, below `/proc` or `/sys`: reading it may
/// wait for an event, or never end.
#[cfg(target_os = "linux")]
pub fn is_of_kernel(file: &File, meta: &Metadata) -> bool {
    // Their files occupy no blocks, which saves a system call for most others.
    meta.blocks() == 0 && fstatfs(file).is_ok_and(|found| name_in(KERNEL, found).is_some())
}

/// Returns whether a directory is one of the kernel's.
#[cfg(target_os = "linux")]
pub fn is_dir_of_kernel(dir: &Path, meta: &Metadata) -> bool {
    meta.blocks() == 0 && statfs(dir).is_ok_and(|found| name_in(KERNEL, found).is_some())
}

/// Returns the name of the file system, if it makes up the modes of its files: then a mode does not
/// tell who can write.
#[cfg(target_os = "linux")]
pub fn synthetic_modes(path: &Path) -> Option<&'static str> {
    name_in(SYNTHETIC, statfs(path).ok()?)
}

/// Returns the name of the file system, if it is that of a network.
#[cfg(target_os = "linux")]
pub fn remote_file_system(path: &Path) -> Option<&'static str> {
    name_in(REMOTE, statfs(path).ok()?)
}

/// Returns whether the file system of a path is mounted so that none of its programs can be run.
#[cfg(target_os = "linux")]
pub fn is_on_noexec(path: &Path) -> bool {
    statvfs(path).is_ok_and(|found| found.f_flag.contains(StatVfsMountFlags::NOEXEC))
}

/// Returns the name of a file system, if its type is one of `types`.
#[cfg(target_os = "linux")]
fn name_in(types: &Types, statfs: StatFs) -> Option<&'static str> {
    let number = u32::try_from(statfs.f_type & 0xffff_ffff).unwrap_or_default();
    let mut types = types.iter();
    types.find_map(|(known, name)| (*known == number).then_some(*name))
}

/// Returns whether a regular file is one of the kernel's: never here.
#[cfg(not(target_os = "linux"))]
pub fn is_of_kernel(_: &File, _: &Metadata) -> bool {
    false
}

/// Returns whether a directory is one of the kernel's: never here.
#[cfg(not(target_os = "linux"))]
pub fn is_dir_of_kernel(_: &Path, _: &Metadata) -> bool {
    false
}

/// Returns the name of the file system, if it makes up the modes of its files: not determined here.
#[cfg(not(target_os = "linux"))]
pub fn synthetic_modes(_: &Path) -> Option<&'static str> {
    None
}

/// Returns the name of the file system, if it is that of a network: not determined here.
#[cfg(not(target_os = "linux"))]
pub fn remote_file_system(_: &Path) -> Option<&'static str> {
    None
}

/// Returns whether no program of a file system can be run: not determined here.
#[cfg(not(target_os = "linux"))]
pub fn is_on_noexec(_: &Path) -> bool {
    false
}
