import Foundation

/// How far the fault suite goes. The short form is part of the tests; `Scripts/faults` sets
/// `BRAMA_FAULTS=long`, and `BRAMA_FAULTS_ROUNDS` where another number of rounds is wanted.
enum FaultScale {
  private static let environment = ProcessInfo.processInfo.environment
  static let isLong = environment["BRAMA_FAULTS"] == "long"

  /// How often a fault comes and goes.
  static func rounds(short: Int, long: Int) -> Int {
    if let number = environment["BRAMA_FAULTS_ROUNDS"].flatMap({ Int($0) }) { return number }
    return isLong ? long : short
  }

  /// Answers of each kind that are waited for while a fault lasts.
  static let answers = isLong ? 20 : 3
  /// Between two requests of one client, so that the short form leaves the machine to other tests.
  static let pace: Duration = isLong ? .milliseconds(5) : .milliseconds(60)
}

/// What was seen, one line each: printed, and added to the file that `BRAMA_FAULTS_REPORT` names as one JSON
/// object a line, in the form of the rows of `Scripts/bench`.
enum FaultReport {
  private static let file = ProcessInfo.processInfo.environment["BRAMA_FAULTS_REPORT"]

  /// - Parameter least: the most that is accepted, where there is such a bound.
  static func add(_ fault: String, _ what: String, _ value: Double, least: Double? = nil) {
    let rounded = (value * 1000).rounded() / 1000
    print("fault \(fault): \(what): \(rounded)" + (least.map { " (at most \($0))" } ?? ""))
    guard let file else { return }
    let row: [String: Any] = [
      "name": "\(fault): \(what)", "value": rounded, "aim": least ?? NSNull(),
      "least": least ?? NSNull(), "holds": least.map { value <= $0 } ?? NSNull(),
    ]
    guard var line = try? JSONSerialization.data(withJSONObject: row, options: .sortedKeys) else {
      return
    }
    line.append(10)
    let descriptor = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return }
    _ = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    close(descriptor)
  }

  static func add(_ fault: String, _ what: String, _ value: Duration, least: Duration? = nil) {
    add(fault, what + ", s", value.inSeconds, least: least?.inSeconds)
  }
}

extension Duration {
  var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
