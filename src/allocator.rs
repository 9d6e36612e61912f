//! The allocator of programs with musl, whose own maps and unmaps memory for each few allocations:
//! dlmalloc, with a lock of one instruction. Its own lock is a pthread mutex, which takes longer
//! than most allocations.

#![expect(
    unsafe_code,
    reason = "an allocator hands out pointers, and one value is shared by all threads"
)]

use std::alloc::{GlobalAlloc, Layout};
use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use dlmalloc::Dlmalloc;

pub struct Allocator {
    is_locked: AtomicBool,
    heap: UnsafeCell<Dlmalloc>,
}

// SAFETY: only the thread that holds the lock uses the heap.
unsafe impl Sync for Allocator {}

impl Allocator {
    pub const fn new() -> Self {
        Self {
            is_locked: AtomicBool::new(false),
            heap: UnsafeCell::new(Dlmalloc::new()),
        }
    }

    #[inline]
    fn with_heap<T>(&self, use_heap: impl FnOnce(&mut Dlmalloc) -> T) -> T {
        while self.is_locked.swap(true, Ordering::Acquire) {
            // Few threads allocate at the same time, and none for long.
            thread::yield_now();
        }
        // SAFETY: this thread holds the lock.
        let result = use_heap(unsafe { &mut *self.heap.get() });
        self.is_locked.store(false, Ordering::Release);
        result
    }
}

// SAFETY: dlmalloc keeps the contract; neither it nor the lock panics.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the size is not 0, as the caller promises.
        self.with_heap(|heap| unsafe { heap.malloc(layout.size(), layout.align()) })
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the block is from this heap, as the caller promises.
        self.with_heap(|heap| unsafe { heap.free(block, layout.size(), layout.align()) });
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the size is not 0, as the caller promises.
        self.with_heap(|heap| unsafe { heap.calloc(layout.size(), layout.align()) })
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the block is from this heap, as the caller promises.
        self.with_heap(|heap| unsafe { heap.realloc(block, layout.size(), layout.align(), size) })
    }
}
