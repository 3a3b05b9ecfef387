import App
import Glibc
import Identity
import Messages

/// What a command has at hand besides its own words: the reader's language, the configuration, the API.
struct CommandContext: Sendable {
  let invocation: Invocation
  let catalogue: Catalogue

  init(_ invocation: Invocation) {
    self.invocation = invocation
    catalogue = Catalogue(Self.language)
  }

  /// As POSIX orders them: LC_ALL, then LC_MESSAGES, then LANG; English where none says Polish.
  static var language: Language {
    let names = ["LC_ALL", "LC_MESSAGES", "LANG"]
    let locale = names.lazy.compactMap { getenv($0).map { String(cString: $0) } }
      .first { !$0.isEmpty }
    return Language(locale: locale, default: .english)
  }

  var wantsJSON: Bool { invocation.has("json") }

  /// The configuration, with its warnings told on standard error.
  /// - Throws: `CommandFailure` with the exit code for wrong arguments.
  func configuration() throws -> LoadedConfiguration {
    do {
      let loaded = try BramaApp.loadConfiguration(path: invocation.value("config"))
      for warning in loaded.warnings { Terminal.complain("brama: \(warning)") }
      return loaded
    } catch {
      throw CommandFailure(.wrongArguments, "\(error)")
    }
  }

  /// Runs `body` against the running server, or against the store when no server holds it.
  func withAPI<Value: Sendable>(_ body: (API) async throws -> Value) async throws -> Value {
    let client: any APIClient
    let loaded = try configuration()
    do { client = try await BramaApp.connect(loaded, user: BramaApp.currentUser) } catch {
      let inUse = catalogue.text(CommandMessage.storeInUse)
      throw CommandFailure(.unavailable, error == .storeInUse ? inUse : "\(error)")
    }
    do {
      let value = try await body(API(client: client, catalogue: catalogue))
      await client.close()
      return value
    } catch {
      await client.close()
      throw error
    }
  }

  /// Those of these domains whose address changed and whose password was not given again: nothing is sent
  /// there.
  func unconfirmed(_ names: [DomainName], _ loaded: LoadedConfiguration) async throws -> Set<
    DomainName
  > {
    do throws(APIUnavailable) {
      return try await BramaApp.unconfirmed(names, of: loaded)
    } catch {
      let inUse = catalogue.text(CommandMessage.storeInUse)
      throw CommandFailure(.unavailable, error == .storeInUse ? inUse : "\(error)")
    }
  }

  /// A sentence for people; with `--json` standard output belongs to the document.
  func say(_ message: CommandMessage) throws {
    if !wantsJSON { try Terminal.print(catalogue.text(message)) }
  }

  func print(_ json: JSON) throws { try Terminal.print(json.text()) }

  /// The table for people, or the document.
  func show(_ json: JSON, table: Table) throws {
    if wantsJSON { return try print(json) }
    if table.rows.isEmpty { return try say(.noneFound) }
    for line in table.lines { try Terminal.print(line) }
  }

  /// Label and value, one a line, or the document.
  func show(_ json: JSON, fields: [(String, JSON)]) throws {
    if wantsJSON { return try print(json) }
    var table = Table(["", ""])
    for (label, value) in fields where value != .null { table.add([label, value.shown]) }
    for line in table.lines.dropFirst() { try Terminal.print(line) }
  }
}

extension Command.Option {
  static let config = Command.Option(
    name: "config", value: "FILE",
    summary: "the configuration file; else $BRAMA_CONFIG, else /etc/brama/brama.toml",
    values: .file)
  static let json = Command.Option(
    name: "json", summary: "print one JSON document and nothing else")
  static let company = Command.Option(
    name: "company", value: "COMPANY", summary: "the company's name or id, where there are several")

  static func text(_ name: String, _ value: String, _ summary: String) -> Command.Option {
    Command.Option(name: name, value: value, summary: summary)
  }
}

extension Command {
  /// A command that works in a context.
  static func command(
    _ name: String, _ summary: String, arguments: [Argument] = [], options: [Option] = [],
    notes: String = "", _ run: @escaping @Sendable (CommandContext) async throws -> Void
  ) -> Command {
    Command(
      name: name, summary: summary, notes: notes, arguments: arguments,
      options: options + [.config, .json],
      run: { try await run(CommandContext($0)) })
  }

  /// A command that only leads to others.
  static func group(_ name: String, _ summary: String, _ subcommands: [Command]) -> Command {
    Command(name: name, summary: summary, subcommands: subcommands)
  }
}
