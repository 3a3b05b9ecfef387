// Threads: threads of our own for calls that wait.
//
// Owns: `BlockingExecutor`, on whose threads tasks may block, how a thread is started
// (`DetachedThread`, `OwnThread`), a lock to wait in (`Monitor`).
// May import: CLinux, Glibc.
// Never does: knows what runs on it, holds a lock while it runs.
