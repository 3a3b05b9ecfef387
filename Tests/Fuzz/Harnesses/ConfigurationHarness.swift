import Glibc
import Identity

@testable import App

/// TOML by toml++, and our way around its two kinds of usual mistakes.
enum TOMLHarness {
  static func read(_ bytes: [UInt8]) {
    let repair = TOMLRepair(bytes)
    hold((repair.document == nil) == (repair.failure != nil), "a document or a failure")
    do {
      let document = try TOMLDocument(bytes)
      for entry in document.entries {
        hold(!entry.path.isEmpty, "a value has a key")
        hold(entry.value.line >= 0 && entry.value.column >= 0, "a value has its place")
      }
      hold(repair.quotes.isEmpty, "what is TOML needs no repair")
    } catch {
      hold(error.line >= 0 && error.column >= 0, "a failure has its place")
    }
  }
}

/// A whole configuration file: read, or refused with faults that have texts.
enum SettingsHarness {
  private static let file = ScratchFile("settings")

  static func read(_ bytes: [UInt8]) {
    file.write(bytes)
    do throws(ConfigurationErrors) {
      let loaded = try Configuration.load(path: file.path, environment: [:])
      for warning in loaded.warnings { _ = "\(warning)" }
    } catch {
      hold(!error.faults.isEmpty, "refused without a fault")
      for fault in error.faults { hold(!fault.message.isEmpty, "a fault without a text") }
    }
    let text = bytes.text
    _ = ListenAddress(text)
    _ = AddressRange(text)
    if let url = PublicURL(text) {
      hold(PublicURL(url.description) == url, "another address: \(url)")
    }
  }
}

/// A Web.config of the source product: what is taken over is TOML.
enum WebConfigHarness {
  static func read(_ bytes: [UInt8]) {
    guard let toml = try? WebConfigImport.toml(of: bytes) else { return }
    do {
      _ = try TOMLDocument(Array(toml.utf8))
    } catch {
      fatalError("what was taken over is no TOML: \(error) in \(toml)")
    }
  }
}

/// A file in memory, of mode 0600, for readers that take a path.
struct ScratchFile: Sendable {
  let path: String
  private let descriptor: Int32

  init(_ name: String) {
    path = "/dev/shm/brama-fuzz-\(getpid())-\(name)"
    descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { fatalError("cannot make \(path)") }
    Self.remember(path)
  }

  func write(_ bytes: [UInt8]) {
    guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, bytes, bytes.count, 0) == bytes.count
    else { fatalError("cannot write \(path)") }
  }

  nonisolated(unsafe) private static var path: UnsafeMutablePointer<CChar>?

  /// One harness runs in a process, with one file at most.
  private static func remember(_ path: String) {
    Self.path = strdup(path)
    atexit { if let path = ScratchFile.path { unlink(path) } }
  }
}
