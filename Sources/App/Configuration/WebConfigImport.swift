import FoundationEssentials
import Text

/// Takes the settings of the source product over into a configuration file (CONF-02, CONF-07).
///
/// Read are the keys of the requirements' table; all others are ignored. Secrets are never copied: they
/// would lie about in one more file.
public enum WebConfigImport {
  /// Bytes that a Web.config may have.
  public static let limit = 4 * 1024 * 1024

  public enum Failure: Error, Sendable, Equatable, CustomStringConvertible {
    case tooLarge
    case notText
    case noAppSettings

    public var description: String {
      switch self {
      case .tooLarge: "The file is larger than \(limit) bytes."
      case .notText: "The file is not text in UTF-8 or UTF-16."
      case .noAppSettings: "The file has no <appSettings> section."
      }
    }
  }

  /// Keys that Brama has: theirs, ours; ours without a section first, as TOML wants them.
  private static let taken = [
    (theirs: "MultiCompany", ours: "multi_company"),
    (theirs: "MaxLoginAttempts", ours: "sign_in.max_attempts"),
    (theirs: "LoginBlockTime", ours: "sign_in.block_time"),
  ]

  /// Keys of modules that Brama does not have.
  private static let ofOtherModules = [
    "KSeFWorkMode", "EDeliveryBaseUrl", "EDeliveryTokenUrl", "DeleteMailsAfterSending",
    "UseNewModeOfDocumentPermissions", "UseRepository", "DestinationAttachmentWorkflow",
    "DestinationAttachmentsRepository", "ChatERPUrl",
  ]

  private static let secrets = [
    "IBARDStorageSettings", "ChatERPApiKeyEncrypted", "strConnectDMS", "strConnectERPComp",
  ]

  /// The TOML text for what a Web.config holds.
  ///
  /// - Parameter bytes: the file, in UTF-8 or UTF-16 with its mark.
  /// - Throws: `Failure`.
  public static func toml(of bytes: [UInt8]) throws(Failure) -> String {
    guard bytes.count <= limit else { throw .tooLarge }
    guard let text = text(of: bytes) else { throw .notText }
    let settings = AppSettings(text)
    guard settings.isPresent else { throw .noAppSettings }

    var lines: [String] = ["# Taken over from the appSettings of a Web.config."]
    var notes: [String] = []
    var section = ""
    for (theirs, ours) in taken {
      guard let value = settings[theirs] else { continue }
      switch read(ours, value) {
      case .success(let value):
        let parts = ours.split(separator: ".")
        if parts.count == 2, section != parts[0] {
          section = String(parts[0])
          lines += ["", "[\(section)]"]
        }
        lines.append("\(parts[parts.count - 1]) = \(value.toml)")
      case .failure(let refusal): notes.append("# \(theirs): \(refusal.message)")
      }
    }
    for name in ofOtherModules {
      guard let value = settings[name] else { continue }
      notes.append("# \(name) = \(tomlString(value)) belongs to a module that Brama does not have.")
    }
    for name in secrets where settings[name] != nil {
      notes.append("# \(name) holds a secret and was not taken over.")
    }
    return (lines + (notes.isEmpty ? [] : [""] + notes)).joined(separator: "\n") + "\n"
  }

  private struct Refused: Error { let message: String }

  /// The value, if it is allowed for our key.
  private static func read(
    _ key: String, _ value: String
  ) -> Result<ConfigurationValue, Refused> {
    guard let form = ConfigurationKeys.global.first(where: { $0.name == key })?.form else {
      return .failure(Refused(message: "\(key) is not known."))
    }
    let trimmed = value.trimmed()
    do {
      return .success(try ConfigurationInput(variable: "", value: trimmed).read(as: form))
    } catch {
      switch error {
      case .notAllowed(let shown, _):
        return .failure(
          Refused(message: "value \(shown) is not allowed; allowed: \(form.allowed)."))
      case .typographicQuotes:
        return .failure(Refused(message: "remove the typographic quotes."))
      }
    }
  }

  private static func text(of bytes: [UInt8]) -> String? {
    if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
      return String(data: Data(bytes), encoding: .utf16)
    }
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    let content = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
    return String(validating: content, as: UTF8.self)
  }
}
