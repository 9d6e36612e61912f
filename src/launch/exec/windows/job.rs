//! The job that this process is in, and with it all that it starts.
//!
//! There is one, because there is one launch, and console events, which come on a thread of their own, must reach it.

use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

use windows_sys::Win32::Foundation::HANDLE;
use windows_sys::Win32::System::JobObjects::{
    AssignProcessToJobObject, CreateJobObjectW, JOB_OBJECT_LIMIT, JOB_OBJECT_LIMIT_BREAKAWAY_OK,
    JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE, JOBOBJECT_EXTENDED_LIMIT_INFORMATION,
    JobObjectExtendedLimitInformation, SetInformationJobObject,
};
use windows_sys::Win32::System::Threading::GetCurrentProcess;

/// Its handle, null where there is none. It is only closed by the end of the process: before that, closing it would be
/// that end.
static JOB: AtomicPtr<c_void> = AtomicPtr::new(ptr::null_mut());

/// Ends everything in the job together with this process, except what has asked to be outside, as browsers and some
/// farm clients do for their children: with `SILENT_BREAKAWAY_OK` all would be outside, the program included.
///
/// Nothing happens where the system refuses, as in a job of an old kind: the program then runs as it would without.
pub fn enter() {
    #[expect(
        unsafe_code,
        reason = "neither std nor a crate that is here already knows jobs"
    )]
    // SAFETY: both pointers may be null: the job has no name, and no child inherits its handle.
    let job = unsafe { CreateJobObjectW(ptr::null(), ptr::null()) };
    if job.is_null()
        || !limit(
            job,
            JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_BREAKAWAY_OK,
        )
    {
        return;
    }
    #[expect(
        unsafe_code,
        reason = "neither std nor a crate that is here already knows jobs"
    )]
    // SAFETY: the first handle is an open job's, the second this process's own, which is always valid.
    if unsafe { AssignProcessToJobObject(job, GetCurrentProcess()) } != 0 {
        JOB.store(job, Ordering::SeqCst);
    }
}

/// Lets the program and what it has left running outlive this process.
pub fn release() {
    let job = JOB.load(Ordering::SeqCst);
    if !job.is_null() {
        // There is nothing left to do where this fails.
        let _ = limit(job, JOB_OBJECT_LIMIT_BREAKAWAY_OK);
    }
}

fn limit(job: HANDLE, flags: JOB_OBJECT_LIMIT) -> bool {
    let mut limits = JOBOBJECT_EXTENDED_LIMIT_INFORMATION::default();
    limits.BasicLimitInformation.LimitFlags = flags;
    let Ok(size) = u32::try_from(size_of_val(&limits)) else {
        return false;
    };
    #[expect(
        unsafe_code,
        reason = "neither std nor a crate that is here already knows jobs"
    )]
    // SAFETY: the handle is an open job's, and the pointer and the size are those of the structure that this class
    // of information asks for; it is only read, and only during the call.
    let is_set = unsafe {
        SetInformationJobObject(
            job,
            JobObjectExtendedLimitInformation,
            (&raw const limits).cast(),
            size,
        )
    };
    is_set != 0
}
