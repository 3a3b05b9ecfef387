import App
import Foundation

/// The command line: one command, one exit code.
@main
struct Brama {
  static func main() async {
    let words = Array(CommandLine.arguments.dropFirst())
    // Before the first `await`, while there is one thread: see `BramaApp.blockSignals`.
    if words.first == "serve" { BramaApp.blockSignals() }
    await exit(run(words))
  }

  private static func run(_ words: [String]) async -> Int32 {
    do {
      switch try CommandLineParser(root: Root.command).parse(words) {
      case .help(let path, let command):
        try Terminal.print(HelpText(path: path, command: command).description, terminator: "")
      case .run(let invocation):
        try await invocation.command.run?(invocation)
      }
      return 0
    } catch let ended as ServeCommand.Ended {
      return ended.code
    } catch let failure as CommandFailure {
      Terminal.complain("brama: \(failure.text)")
      return failure.code.rawValue
    } catch {
      Terminal.complain("brama: \(error)")
      return CommandFailure.Code.unavailable.rawValue
    }
  }
}
