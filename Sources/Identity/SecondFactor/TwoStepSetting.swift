/// The one switch of enforcement, as the store keeps it (TFA-03, TFA-08).
struct TwoStepSetting: Sendable, Equatable {
  static let name = "two-step-enforced"

  let isEnforced: Bool
  /// 0: never switched.
  let version: Int

  static func read(in tx: any Transaction) throws -> TwoStepSetting {
    guard let setting = try tx.settings.find(name) else {
      return TwoStepSetting(isEnforced: false, version: 0)
    }
    return TwoStepSetting(isEnforced: setting.value == "true", version: setting.version)
  }

  static func save(_ on: Bool, expected: Int, in tx: any Transaction) throws -> TwoStepSetting {
    let saved = try tx.settings.save(name, value: on ? "true" : "false", expected: expected)
    return TwoStepSetting(isEnforced: on, version: saved.version)
  }
}
