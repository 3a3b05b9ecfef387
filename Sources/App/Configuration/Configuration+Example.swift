extension Configuration {
  /// The example file: every key with its default and one line, from the table itself.
  /// `Config/brama.example.toml` holds exactly this.
  public static var example: String {
    var out = """
      # Brama: every key, its default and what it does. Keys left out have the default shown.
      #
      # Any key may be set by an environment variable instead, which goes before this file: BRAMA_ and
      # the key in capitals with _ for dots and hyphens, as in BRAMA_SIGN_IN_MAX_ATTEMPTS; lists are
      # separated by commas. A secret may be given as NAME_file, the path of a file that holds it.
      # Changes are taken up by a restart. `brama config check` reads this file and says what is wrong.

      """
    var section = ""
    for key in ConfigurationKeys.global {
      let parts = key.name.split(separator: ".").map(String.init)
      if parts.count == 2, parts[0] != section {
        section = parts[0]
        out += "\n[\(section)]\n"
      } else if parts.count == 1, section.isEmpty {
        out += "\n"
      }
      out += lines(key, name: parts[parts.count - 1])
    }
    out += """

      # A directory. Its name is what companies and commands call it; there may be several.
      [\(ConfigurationKeys.domains).example]

      """
    for key in ConfigurationKeys.domain { out += lines(key, name: key.name) }
    return out
  }

  private static func lines<Root>(_ key: ConfigurationKey<Root>, name: String) -> String {
    var out = "# \(key.summary)\n"
    switch key.form {
    case .choice(let words): out += "# Allowed: \(words.joined(separator: ", ")).\n"
    case .integer(let range): out += "# Allowed: \(range.lowerBound) to \(range.upperBound).\n"
    default: break
    }
    let value = (key.example ?? key.standard)?.toml ?? ""
    if key.isSecret {
      return out + "# \(name) = \"\"\n\(ConfigurationKeys.file(of: name)) = \(value)\n"
    }
    return out + "\(name) = \(value)\n"
  }
}
