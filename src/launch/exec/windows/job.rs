//! The job object of this process and of all processes that it starts.
//!
//! It is a static, because console events arrive on a thread of their own.

use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};

use windows_sys::Win32::Foundation::HANDLE;
use windows_sys::Win32::System::JobObjects::{
    AssignProcessToJobObject, CreateJobObjectW, JOB_OBJECT_LIMIT, JOB_OBJECT_LIMIT_BREAKAWAY_OK,
    JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE, JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK,
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION, JobObjectExtendedLimitInformation,
    SetInformationJobObject,
};
use windows_sys::Win32::System::Threading::GetCurrentProcess;

/// The handle, null if there is no job. Closing it would terminate this process, so that it stays
/// open until the process ends.
static JOB: AtomicPtr<c_void> = AtomicPtr::new(ptr::null_mut());

/// Makes the end of this process terminate every process in the job, except those that are created
/// outside of it, as browsers and some render farm clients create their children. With
/// `SILENT_BREAKAWAY_OK` all would be outside, the program included.
///
/// If Windows refuses, as in a job that does not allow nesting, the program runs without a job.
pub fn enter() {
    #[expect(
        unsafe_code,
        reason = "neither std nor a dependency supports job objects"
    )]
    // SAFETY: both pointers may be null: the job has no name, and children do not inherit its
    // handle.
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
        reason = "neither std nor a dependency supports job objects"
    )]
    // SAFETY: the first handle is an open job, the second the pseudo handle of this process.
    if unsafe { AssignProcessToJobObject(job, GetCurrentProcess()) } != 0 {
        JOB.store(job, Ordering::SeqCst);
    }
}

/// Makes the end of this process terminate a child, but not what the child starts.
pub fn contain(child: HANDLE) {
    #[expect(
        unsafe_code,
        reason = "neither std nor a dependency supports job objects"
    )]
    // SAFETY: both pointers may be null, see above. `child` is the open handle of a process.
    unsafe {
        let job = CreateJobObjectW(ptr::null(), ptr::null());
        let limits = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK;
        if !job.is_null() && limit(job, limits) && AssignProcessToJobObject(job, child) != 0 {
            JOB.store(job, Ordering::SeqCst);
        }
    }
}

/// Lets the program and its children outlive this process.
pub fn release() {
    let job = JOB.load(Ordering::SeqCst);
    if !job.is_null() {
        // A failure cannot be handled: the program then ends with this process.
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
