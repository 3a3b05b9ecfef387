// Threads: threads of our own for calls that wait.
//
// Owns: `BlockingExecutor`, on whose threads tasks may block, and how a thread is started.
// May import: Glibc only.
// Never does: knows what runs on it, holds a lock while it runs.
