import Identity

/// Refused sign-ins leave at fixed times after their arrival, so that the time of the answer does not
/// tell what was wrong (SIGN-16). Waits without a thread.
struct Pace {
  let step: Interval

  /// The first multiple of `step`, at least one, that is not over after `elapsed`.
  func departure(after elapsed: Duration) -> Duration {
    guard step > .zero else { return .zero }
    let step = Duration.milliseconds(step.milliseconds)
    let whole = Int64(elapsed / step)
    let multiple = step * Double(whole) < elapsed || whole == 0 ? whole + 1 : whole
    return step * Int(multiple)
  }

  func hold(since arrived: ContinuousClock.Instant) async {
    let departure = departure(after: ContinuousClock.now - arrived)
    try? await Task.sleep(until: arrived + departure, clock: .continuous)
  }
}
