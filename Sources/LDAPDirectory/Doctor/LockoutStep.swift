import Identity

/// The directory's own lock-out, the strictest that holds for anybody, beside what Brama goes by: it must
/// stop one wrong bind before.
enum LockoutStep {
  /// slapo-ppolicy is at work.
  private static let overlay = "1.3.6.1.4.1.42.2.27.8.5.1"

  static func run(_ seen: inout ContentSteps.Seen) throws(RawProbe.Lost) -> [Finding] {
    guard let rootDSE = seen.rootDSE, let seenKind = rootDSE.kind() else {
      return [seen.finding(.lockoutNotTold)]
    }
    if seenKind == .openLDAP, rootDSE.tellsControls, !rootDSE.has(control: overlay) {
      return [seen.finding(.lockoutNone)]
    }
    var entries: [Entry] = []
    for search in LockoutPolicy.searches(
      seen.preset.kind == .freeIPA ? .freeIPA : seenKind, root: rootDSE.entry,
      base: seen.configuration.baseDN, for: .anybody)
    {
      entries += try seen.probe.search(search).entries
    }
    return [judge(seen, LockoutPolicy.strictest(entries))]
  }

  private static func judge(_ seen: ContentSteps.Seen, _ told: LockoutPolicy?) -> Finding {
    guard let told else { return seen.finding(.lockoutNotTold) }
    guard let threshold = told.threshold, let locks = told.lockout else {
      return seen.finding(.lockoutNone)
    }
    let found = [
      Fact(.threshold, threshold), Fact(.window, "\(told.window?.secondsRoundedUp ?? 0) s"),
      Fact(.base, told.source),
    ]
    let setting = seen.configuration.lockout
    guard
      let own = setting.lockout(configured: seen.configuration.rules.lockout, told: told)
    else { return seen.finding(.lockoutOff, found) }
    let ours = [
      Fact(.setting, "directory_lockout.threshold = \(own.threshold)"),
      Fact(.setting, "directory_lockout.window = \(own.window.secondsRoundedUp)"),
    ]
    guard own.threshold <= threshold else { return seen.finding(.lockoutTooHigh, found + ours) }
    return seen.finding(
      own.window < locks.window ? .lockoutWindowShort : .lockoutFits, found + ours)
  }
}
