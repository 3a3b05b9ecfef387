/// One command of `brama` as declared: what the parser, the help text and the completion scripts read.
struct Command: Sendable {
  let name: String
  /// One line, without a full stop.
  let summary: String
  /// What `--help` says below the options; empty for nothing.
  var notes = ""
  var arguments: [Argument] = []
  var options: [Option] = []
  var subcommands: [Command] = []
  /// `nil` where a subcommand must be named.
  var run: (@Sendable (Invocation) async throws -> Void)?

  /// A word that stands by its place.
  struct Argument: Sendable {
    /// Upper case, as in `LOGIN`; what `Invocation` is asked for.
    let name: String
    let summary: String
    var isOptional = false
    var values = Values.any
  }

  /// A word that stands after `--name`, or a switch.
  struct Option: Sendable {
    let name: String
    /// What stands for the value in the help text, as in `FILE`; `nil` for a switch.
    var value: String?
    let summary: String
    var values = Values.any
    var isRequired = false
    var isRepeatable = false
  }

  /// What a value may be; completion offers it, the parser checks `oneOf`.
  enum Values: Sendable {
    case any
    case file
    case oneOf([String])
  }

  func subcommand(_ name: String) -> Command? { subcommands.first { $0.name == name } }
  func option(_ name: String) -> Option? { options.first { $0.name == name } }
}

extension Command.Option {
  static let help = Command.Option(name: "help", summary: "show this help and do nothing else")
}

/// What was asked for on the command line, after checking.
struct Invocation: Sendable {
  /// `["domain", "members"]`.
  let path: [String]
  let command: Command
  fileprivate(set) var arguments: [String: String] = [:]
  fileprivate(set) var options: [String: [String]] = [:]

  init(path: [String], command: Command) {
    self.path = path
    self.command = command
  }

  func argument(_ name: String) -> String? { arguments[name] }
  /// An argument that the declaration calls obligatory.
  func required(_ name: String) throws -> String {
    guard let value = arguments[name] else { throw CommandFailure.usage("\(name) is missing") }
    return value
  }
  func has(_ option: String) -> Bool { options[option] != nil }
  func value(_ option: String) -> String? { options[option]?.last }
  func values(_ option: String) -> [String] { options[option] ?? [] }

  mutating func set(argument name: String, _ value: String) { arguments[name] = value }
  mutating func add(option name: String, _ value: String) {
    options[name, default: []].append(value)
  }
}
