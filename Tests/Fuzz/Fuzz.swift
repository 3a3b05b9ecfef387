import CFuzzer
import Glibc

/// `Fuzz NAME [ARGUMENT...]` runs one harness under libFuzzer, with libFuzzer's arguments; `Fuzz --list`
/// names them. `Scripts/fuzz` builds and calls it.
///
/// Built only where `BRAMA_FUZZ` is set (see Package.swift): it links with `-sanitize=fuzzer` alone.
@main
enum Fuzz {
  /// libFuzzer starts itself anew for some of its work, with its own arguments only.
  private static let variable = "BRAMA_FUZZ_HARNESS"

  /// Set once before libFuzzer's loop begins, which is one thread.
  nonisolated(unsafe) private static var chosen: Harness?

  static func main() {
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    let words = CommandLine.arguments
    if words.dropFirst().first == "--list" {
      for harness in Harness.all { print(harness.name) }
      return
    }
    if let harness = words.dropFirst().first.flatMap(Harness.named) {
      chosen = harness
      setenv(variable, harness.name, 1)
      // The name is not for libFuzzer.
      CommandLine.unsafeArgv[1] = CommandLine.unsafeArgv[0]
      arguments = CommandLine.unsafeArgv + 1
      count -= 1
    } else {
      chosen = getenv(variable).flatMap { Harness.named(String(cString: $0)) }
    }
    guard chosen != nil else {
      print("usage: Fuzz NAME [ARGUMENT...]; names: Fuzz --list")
      exit(2)
    }
    exit(
      LLVMFuzzerRunDriver(&count, &arguments) { data, size in
        Fuzz.chosen?.read(Array(UnsafeBufferPointer(start: data, count: size)))
        return 0
      })
  }
}
