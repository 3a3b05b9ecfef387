/// Signs and checks what browsers bring back of earlier sign-ins, without the store.
///
/// Whom an entry is for is known from the login alone: a cookie that is forged, expired or somebody
/// else's is no cookie, and nothing tells so.
public struct KnownDevices: Sendable {
  let environment: Environment
  let audit: AuditTrail

  /// The cookie of a browser after a whole sign-in: a new entry in place of the person's old one, and
  /// those of the people before.
  /// - Parameter old: what the browser brought along.
  public func cookie(for employee: EmployeeID, after old: DeviceCookie?) -> DeviceCookie {
    let now = environment.clock.now
    let device = DeviceID(random: environment.random)
    let entry = DeviceCookie.Entry(
      device: device, issuedAt: now, tag: tag(device, now, employee))
    let others = (old?.entries ?? []).filter { other in
      !other.isExpired(at: now) && !isGood(other, for: employee)
    }
    return DeviceCookie([entry] + others)
  }

  /// The browser as this person's.
  /// - Returns: `nil` where they did not sign in with it, or too long ago.
  func device(in cookie: DeviceCookie?, of employee: EmployeeID) -> DeviceID? {
    let now = environment.clock.now
    return cookie?.entries.first { !$0.isExpired(at: now) && isGood($0, for: employee) }?.device
  }

  /// Constant time in the hash.
  private func isGood(_ entry: DeviceCookie.Entry, for employee: EmployeeID) -> Bool {
    Secret(entry.tag.bytes).matches(
      Secret(tag(entry.device, entry.issuedAt, employee).bytes))
  }

  private func tag(_ device: DeviceID, _ issuedAt: Timestamp, _ employee: EmployeeID) -> Digest {
    audit.deviceDigest(
      DeviceCookie.Entry.head(device, issuedAt) + DeviceCookie.bytes(of: employee))
  }
}

extension Core {
  var devices: KnownDevices { KnownDevices(environment: environment, audit: audit) }

  /// What an attempt of this person counts on in their place: all their browsers together, and this one.
  /// - Returns: nothing for a browser that is not known, or has failed too often to be trusted: it is a
  ///   stranger's.
  func deviceKeys(_ cookie: DeviceCookie?, of employee: EmployeeID?) async throws -> [FailureKey] {
    guard let employee, let device = devices.device(in: cookie, of: employee) else { return [] }
    let keys: [FailureKey] = [.devices(employee), .device(employee, device)]
    let isTrusted = try await store.read { [counters] tx in
      try keys.allSatisfy { try !counters.isSpent($0, in: tx) }
    }
    return isTrusted ? keys : []
  }
}
