/// What `--help` prints for a command: usage, arguments, options, subcommands, notes.
struct HelpText: CustomStringConvertible {
  let path: [String]
  let command: Command

  var description: String {
    var parts = ["\(command.summary).", usage]
    if !command.subcommands.isEmpty {
      parts.append("Commands:\n" + rows(command.subcommands.map { ($0.name, $0.summary) }))
    }
    if !command.arguments.isEmpty {
      parts.append("Arguments:\n" + rows(command.arguments.map { ($0.name, describe($0)) }))
    }
    parts.append(
      "Options:\n" + rows((command.options + [.help]).map { (spelled($0), describe($0)) }))
    if !command.notes.isEmpty { parts.append(command.notes) }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private var usage: String {
    var words = ["Usage: brama"] + path
    if !command.subcommands.isEmpty { words.append("COMMAND") }
    for argument in command.arguments {
      words.append(argument.isOptional ? "[\(argument.name)]" : argument.name)
    }
    words += command.options.filter(\.isRequired).map(spelled)
    if command.options.contains(where: { !$0.isRequired }) { words.append("[OPTIONS]") }
    return words.joined(separator: " ")
  }

  private func spelled(_ option: Command.Option) -> String {
    let name = option.name == "help" ? "-h, --help" : "--\(option.name)"
    return option.value.map { "\(name) \($0)" } ?? name
  }

  private func describe(_ argument: Command.Argument) -> String {
    argument.summary + allowed(argument.values)
  }

  private func describe(_ option: Command.Option) -> String {
    option.summary + allowed(option.values) + (option.isRepeatable ? " (may be repeated)" : "")
  }

  private func allowed(_ values: Command.Values) -> String {
    guard case .oneOf(let words) = values else { return "" }
    return words.count > 8 ? "" : ": \(words.joined(separator: ", "))"
  }

  private func rows(_ rows: [(String, String)]) -> String {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { name, text in
      "  " + name + String(repeating: " ", count: width - name.count) + "  " + text
    }.joined(separator: "\n")
  }
}
