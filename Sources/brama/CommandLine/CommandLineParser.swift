/// Turns the words after `brama` into an `Invocation`, by the declarations alone.
///
/// `--name value` and `--name=value` are the same, `-h` is `--help`, after `--` everything is an
/// argument. Options may stand before and after arguments; there are no abbreviations.
struct CommandLineParser {
  enum Outcome {
    case run(Invocation)
    case help(path: [String], Command)
  }

  let root: Command

  /// - Throws: `CommandFailure` with the exit code for wrong arguments, in one line.
  func parse(_ words: [String]) throws -> Outcome {
    var command = root
    var path: [String] = []
    var rest = words[...]
    while !command.subcommands.isEmpty {
      guard let word = rest.first else {
        if path.isEmpty { return .help(path: path, command) }
        throw usage("\(spelled(path)) needs one of: \(names(of: command))", path)
      }
      if word == "--help" || word == "-h" { return .help(path: path, command) }
      if path.isEmpty, word == "--version", let version = command.subcommand("version") {
        return .run(Invocation(path: ["version"], command: version))
      }
      guard let next = command.subcommand(word) else {
        throw usage("no command “\(word)”, there are: \(names(of: command))", path)
      }
      command = next
      path.append(word)
      rest.removeFirst()
    }
    return try parse(rest, of: command, path: path)
  }

  private func parse(_ words: ArraySlice<String>, of command: Command, path: [String]) throws
    -> Outcome
  {
    var invocation = Invocation(path: path, command: command)
    var places = command.arguments[...]
    var rest = words
    var onlyArguments = false
    while let word = rest.popFirst() {
      if !onlyArguments, word == "--" {
        onlyArguments = true
        continue
      }
      if !onlyArguments, word == "--help" || word == "-h" { return .help(path: path, command) }
      if !onlyArguments, word.hasPrefix("-"), word != "-" {
        try take(option: word, &rest, into: &invocation)
        continue
      }
      guard let place = places.popFirst() else {
        throw usage("“\(word)” is one argument too many", path)
      }
      try check(word, place.values, as: place.name, path)
      invocation.set(argument: place.name, word)
    }
    if let missing = places.first(where: { !$0.isOptional }) {
      throw usage("\(missing.name) is missing", path)
    }
    if let missing = command.options.first(where: { $0.isRequired && !invocation.has($0.name) }) {
      throw usage("--\(missing.name) is missing", path)
    }
    return .run(invocation)
  }

  private func take(
    option word: String, _ rest: inout ArraySlice<String>, into invocation: inout Invocation
  ) throws {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0].dropFirst(2))
    guard word.hasPrefix("--"), let option = invocation.command.option(name) else {
      throw usage("no option “\(parts[0])”", invocation.path)
    }
    if invocation.has(name), !option.isRepeatable {
      throw usage("--\(name) is given twice", invocation.path)
    }
    guard option.value != nil else {
      if parts.count > 1 { throw usage("--\(name) takes no value", invocation.path) }
      invocation.add(option: name, "")
      return
    }
    guard let value = parts.count > 1 ? String(parts[1]) : rest.popFirst() else {
      throw usage("--\(name) needs a value", invocation.path)
    }
    try check(value, option.values, as: "--\(name)", invocation.path)
    invocation.add(option: name, value)
  }

  private func check(_ value: String, _ values: Command.Values, as name: String, _ path: [String])
    throws
  {
    guard case .oneOf(let allowed) = values, !allowed.contains(value) else { return }
    let list = allowed.joined(separator: ", ")
    throw usage("\(name): “\(value)” is not allowed; allowed: \(list)", path)
  }

  private func names(of command: Command) -> String {
    command.subcommands.map(\.name).joined(separator: ", ")
  }

  private func spelled(_ path: [String]) -> String { (["brama"] + path).joined(separator: " ") }

  private func usage(_ text: String, _ path: [String]) -> CommandFailure {
    .usage("\(text) (see \(spelled(path)) --help)")
  }
}
