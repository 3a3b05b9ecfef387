import App
import Dispatch
import Glibc

/// The command line: one command, one exit code.
@main
struct Brama {
  static func main() {
    let words = Array(CommandLine.arguments.dropFirst())
    guard words.first == "serve" else { BramaApp.run { exit(await run(words)) } }
    // Here, while there is one thread: an `async` main already runs on a thread of the pool.
    BramaApp.blockSignals()
    // Detached: `main` is on the main actor, whose thread waits from here on.
    Task.detached { exit(await run(words)) }
    // Not `dispatchMain()`, which lets every signal through again (sigsuspend(2) with an empty mask).
    DispatchSemaphore(value: 0).wait()
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
