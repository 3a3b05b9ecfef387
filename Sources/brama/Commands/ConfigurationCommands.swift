import App
import Messages

/// `brama config`: the configuration file, checked, shown, or taken over from the source product.
enum ConfigurationCommands {
  static let all = Command.group("config", "The configuration file", [check, show, takeOver])

  private static let check = Command.command(
    "check", "Check the configuration file and say what is wrong with it"
  ) { context in
    let loaded = try context.configuration()
    do { try BramaApp.check(loaded) } catch {
      throw CommandFailure(.wrongArguments, "\(error)")
    }
    let path = loaded.file ?? "-"
    try context.report(["path": .string(path), "valid": true], .configurationIsValid(path: path))
  }

  private static let show = Command.command(
    "show", "Show every key with its value and where it comes from, secrets masked (CONF-09)"
  ) { context in
    let settings = try context.configuration().settings
    var table = Table(["Key", "Value", "Origin"])
    for setting in settings { table.add([setting.key, setting.value, setting.origin]) }
    let json = settings.map { setting -> JSON in
      [
        "key": .string(setting.key), "value": .string(setting.value),
        "origin": .string(setting.origin),
      ]
    }
    try context.show(["settings": .array(json)], table: table)
  }

  private static let takeOver = Command(
    name: "import", summary: "Print a configuration made from a Web.config of the source product",
    notes: "Reads the appSettings section and ignores the rest (CONF-07).",
    arguments: [.init(name: "FILE", summary: "the Web.config", values: .file)]
  ) { invocation in
    do {
      try Terminal.print(
        BramaApp.importConfiguration(from: invocation.required("FILE")), terminator: "")
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure(.wrongArguments, "\(error)")
    }
  }
}
