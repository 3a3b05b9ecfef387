/// Completion for a shell, written from the same declarations that the parser reads.
struct CompletionScript {
  enum Shell: String, CaseIterable { case bash, zsh }

  let root: Command

  func text(for shell: Shell) -> String {
    switch shell {
    case .bash: bash
    case .zsh:
      "#compdef brama\n# brama completion zsh > /usr/share/zsh/site-functions/_brama\n" + zsh
    }
  }

  /// Every command with its path in words, the root first.
  private var all: [(path: [String], command: Command)] {
    func walk(_ path: [String], _ command: Command) -> [(path: [String], command: Command)] {
      [(path, command)] + command.subcommands.flatMap { walk(path + [$0.name], $0) }
    }
    return walk([], root)
  }

  private var bash: String {
    var words: [String] = []
    var values: [String] = []
    for (path, command) in all {
      let key = path.joined(separator: " ")
      var offered = command.subcommands.map(\.name)
      if case .oneOf(let allowed)? = command.arguments.first?.values { offered += allowed }
      offered += (command.options + [.help]).map { "--\($0.name)" }
      words.append("    \(quoted(key))) words=\(quoted(offered.joined(separator: " "))) ;;")
      for option in command.options where option.value != nil {
        values.append("    \(quoted("\(key) --\(option.name)"))) \(bashValues(option.values)) ;;")
      }
    }
    let commands = all.map { quoted($0.path.joined(separator: " ")) }.joined(separator: " | ")
    return """
      # Completion of brama for bash: source <(brama completion bash)
      _brama() {
        local word=${COMP_WORDS[COMP_CWORD]} before='' path='' words='' i
        [ "$COMP_CWORD" -gt 0 ] && before=${COMP_WORDS[COMP_CWORD - 1]}
        for ((i = 1; i < COMP_CWORD; i++)); do
          local next=${path:+$path }${COMP_WORDS[i]}
          case $next in
          \(commands)) path=$next ;;
          *) break ;;
          esac
        done
        case "$path $before" in
      \(values.joined(separator: "\n"))
        esac
        case $path in
      \(words.joined(separator: "\n"))
        esac
        COMPREPLY=($(compgen -W "$words" -- "$word"))
        case $word in
        -*) ;;
        *) [ ${#COMPREPLY[@]} -eq 0 ] && COMPREPLY=($(compgen -f -- "$word")) ;;
        esac
      }
      complete -o filenames -F _brama brama

      """
  }

  private func bashValues(_ values: Command.Values) -> String {
    switch values {
    case .any: "COMPREPLY=(); return"
    case .file: #"COMPREPLY=($(compgen -f -- "$word")); return"#
    case .oneOf(let allowed):
      "COMPREPLY=($(compgen -W \(quoted(allowed.joined(separator: " "))) -- \"$word\")); return"
    }
  }

  private var zsh: String {
    var cases: [String] = []
    for (path, command) in all {
      let key = quoted(path.joined(separator: " "))
      if command.subcommands.isEmpty {
        var specs = (command.options + [.help]).map(zshOption)
        for (place, argument) in command.arguments.enumerated() {
          let colons = argument.isOptional ? "::" : ":"
          specs.append("'\(place + 1)\(colons)\(argument.name):\(zshValues(argument.values))'")
        }
        cases.append("  \(key)) _arguments \(specs.joined(separator: " ")) ;;")
      } else {
        let names = command.subcommands.map { quoted("\($0.name):\($0.summary)") }
        cases.append(
          "  \(key)) commands=(\(names.joined(separator: " "))); _describe command commands ;;")
      }
    }
    let groups = all.filter { !$0.command.subcommands.isEmpty }
    let known = groups.map { quoted($0.path.joined(separator: " ")) }.joined(separator: " | ")
    return """
      _brama() {
        local path='' i=2
        local -a commands
        while ((i < CURRENT)); do
          case $path in
          \(known)) path=${path:+$path }$words[i] ;;
          *) break ;;
          esac
          ((i++))
        done
        if ((i > 2)); then
          words=("$words[1]" "${(@)words[i,-1]}")
          ((CURRENT -= i - 2))
        fi
        case $path in
      \(cases.joined(separator: "\n"))
        esac
      }
      if [ "$funcstack[1]" = _brama ]; then _brama "$@"; else compdef _brama brama; fi

      """
  }

  private func zshOption(_ option: Command.Option) -> String {
    let summary = option.summary.filter { !"[]:'".contains($0) }
    let star = option.isRepeatable ? "*" : ""
    guard let value = option.value else { return "'\(star)--\(option.name)[\(summary)]'" }
    return "'\(star)--\(option.name)=[\(summary)]:\(value):\(zshValues(option.values))'"
  }

  private func zshValues(_ values: Command.Values) -> String {
    switch values {
    case .any: " "
    case .file: "_files"
    case .oneOf(let allowed): "(\(allowed.joined(separator: " ")))"
    }
  }

  private func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}
