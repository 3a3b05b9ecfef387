import Glibc

/// `Fuzz NAME [ARGUMENT...]` runs one harness under libFuzzer, with libFuzzer's arguments; `Fuzz --list`
/// names them. `Scripts/fuzz` builds and calls it.
///
/// Built only where `BRAMA_FUZZ` is set (see Package.swift): `main` is libFuzzer's, which calls the two
/// functions below (https://llvm.org/docs/LibFuzzer.html).
private enum Chosen {
  /// libFuzzer starts itself anew for some of its work, with its own arguments only.
  static let variable = "BRAMA_FUZZ_HARNESS"

  /// Set once before libFuzzer's loop begins, which is one thread.
  nonisolated(unsafe) static var harness: Harness?
}

@_cdecl("LLVMFuzzerInitialize")
func initialize(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>
) -> CInt {
  let first = count.pointee > 1 ? arguments.pointee[1].map { String(cString: $0) } : nil
  if first == "--list" {
    for harness in Harness.all { print(harness.name) }
    exit(0)
  }
  if let harness = first.flatMap(Harness.named) {
    Chosen.harness = harness
    setenv(Chosen.variable, harness.name, 1)
    // The name is not for libFuzzer.
    arguments.pointee[1] = arguments.pointee[0]
    arguments.pointee += 1
    count.pointee -= 1
  } else {
    Chosen.harness = getenv(Chosen.variable).flatMap { Harness.named(String(cString: $0)) }
  }
  guard Chosen.harness != nil else {
    print("usage: Fuzz NAME [ARGUMENT...]; names: Fuzz --list")
    exit(2)
  }
  return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
func read(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  Chosen.harness?.read(Array(UnsafeBufferPointer(start: data, count: size)))
  return 0
}
