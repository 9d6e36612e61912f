//! The job object whose processes end with this one.
//!
//! It is a static, because console events arrive on a thread of their own.

use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};

use windows_sys::Win32::Foundation::{CloseHandle, HANDLE};
use windows_sys::Win32::System::JobObjects::{
    AssignProcessToJobObject, CreateJobObjectW, JOB_OBJECT_LIMIT, JOB_OBJECT_LIMIT_BREAKAWAY_OK,
    JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE, JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK,
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION, JobObjectExtendedLimitInformation,
    SetInformationJobObject,
};
use windows_sys::Win32::System::Threading::GetCurrentProcess;

/// The handle, null if there is no job. Windows closes it when this process ends, in whatever way,
/// and then terminates the processes in the job.
static JOB: AtomicPtr<c_void> = AtomicPtr::new(ptr::null_mut());

/// The breakaway flag of the job, which `release` keeps.
static BREAKAWAY: AtomicU32 = AtomicU32::new(0);

/// Makes the end of this process terminate everything that it starts from now on (`job: tree`),
/// except processes that are created outside of the job, as browsers and some render farm clients
/// create their children.
pub fn enter() {
    #[expect(
        unsafe_code,
        reason = "neither std nor a dependency supports job objects"
    )]
    // SAFETY: the function takes nothing and returns the pseudo handle of this process.
    let this = unsafe { GetCurrentProcess() };
    assign(this, JOB_OBJECT_LIMIT_BREAKAWAY_OK);
}

/// Makes the end of this process terminate a child (`job: program`), and no process that the child
/// starts: those are created outside of the job.
///
/// If an outer job of a farm's client or of another sglaunch does not let them leave, they stay in
/// that job ("Nested Jobs" in Microsoft's documentation).
pub fn contain(child: HANDLE) {
    assign(child, JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK);
}

/// Puts a process into a new job. If Windows refuses, as in a job that does not allow nesting, the
/// program runs without a job.
fn assign(process: HANDLE, breakaway: JOB_OBJECT_LIMIT) {
    #[expect(
        unsafe_code,
        reason = "neither std nor a dependency supports job objects"
    )]
    // SAFETY: both pointers may be null: the job has no name, and children do not inherit its
    // handle.
    let job = unsafe { CreateJobObjectW(ptr::null(), ptr::null()) };
    if job.is_null() {
        return;
    }
    #[expect(
        unsafe_code,
        reason = "neither std nor a dependency supports job objects"
    )]
    // SAFETY: both handles are open, or the second is the pseudo handle of this process. The job
    // is closed once, and only if it is empty.
    unsafe {
        if limit(job, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | breakaway)
            && AssignProcessToJobObject(job, process) != 0
        {
            BREAKAWAY.store(breakaway, Ordering::SeqCst);
            JOB.store(job, Ordering::SeqCst);
        } else {
            CloseHandle(job);
        }
    }
}

/// Lets the program and its children outlive this process.
pub fn release() {
    let job = JOB.load(Ordering::SeqCst);
    if !job.is_null() {
        // A failure cannot be handled: the program then ends with this process.
        let _ = limit(job, BREAKAWAY.load(Ordering::SeqCst));
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
        reason = "neither std nor a dependency supports job objects"
    )]
    // SAFETY: the handle is an open job. The pointer and the size are those of the structure that
    // this information class takes; it is only read, and only during the call.
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
