import Glibc

/// Milliseconds that only go forward; what deadlines are counted in.
enum LoopClock {
  static func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }
}
