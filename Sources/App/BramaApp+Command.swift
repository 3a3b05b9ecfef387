import Diagnostics
import Glibc
public import Identity
import LDAPDirectory
import Portal
import Secrets
import Storage

extension BramaApp {
  /// - Parameter path: `nil`: what `BRAMA_CONFIG` names, else the usual place.
  /// - Throws: `ConfigurationErrors`.
  public static func loadConfiguration(path: String?) throws -> LoadedConfiguration {
    try Configuration.load(path: path, environment: ProcessEnvironment.variables)
  }

  /// A Web.config of the source product as a configuration of Brama's (CONF-07).
  /// - Throws: `WebConfigImport.Failure`, or the system's words about the file.
  public static func importConfiguration(from path: String) throws -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path) }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: WebConfigImport.limit + 1)
    var filled = 0
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes {
        read(descriptor, $0.baseAddress.map { $0 + filled }, $0.count - filled)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw unreadable(path) }
      if count == 0 { break }
      filled += count
    }
    return try WebConfigImport.toml(of: Array(bytes[..<filled]))
  }

  private static func unreadable(_ path: String) -> APIUnavailable {
    APIUnavailable("\(path): \(String(cString: strerror(errno)))")
  }

  /// The user of this machine who runs the command.
  public static func currentUser() async -> String { await MachineUser.name(of: getuid()) }

  /// The running server where one answers, else the store itself. A store that another process holds is
  /// asked for again for a while: a server that starts or ends, or another command.
  /// - Parameter user: who runs the command; asked only where the store itself is opened, for the server
  ///   is told by the kernel.
  /// - Throws: `APIUnavailable` when there is no store yet, or it stays held.
  public static func connect(_ loaded: LoadedConfiguration, user: () async -> String)
    async throws(APIUnavailable) -> any APIClient
  {
    let socket = loaded.configuration.socket.path
    let end = ContinuousClock.now + .seconds(10)
    while true {
      if SocketClient.answers(socket) { return SocketClient(path: socket) }
      do {
        return try await openStore(loaded, user: await user())
      } catch .storeInUse where ContinuousClock.now < end {
        try? await Task.sleep(for: .milliseconds(100))
      }
    }
  }

  private static func openStore(_ loaded: LoadedConfiguration, user: String)
    async throws(APIUnavailable) -> StoreClient
  {
    do {
      let plan = try plan(of: loaded)
      // A store made here would belong to whoever runs the command, not to the service.
      guard access(plan.storePath, F_OK) == 0 else {
        throw APIUnavailable("there is no store at \(plan.storePath) yet: start brama serve first")
      }
      signal(SIGPIPE, SIG_IGN)
      // The command has one line on standard error, and that is its own (CLI-06).
      return StoreClient(
        composition: try await .open(plan, mayCreateKey: false, log: .silent), user: user)
    } catch let error as APIUnavailable {
      throw error
    } catch let error as StorageError where error.code == .alreadyOpen {
      throw .storeInUse
    } catch {
      throw APIUnavailable("\(error)")
    }
  }

  static func plan(of loaded: LoadedConfiguration) throws -> ServicePlan {
    try ServicePlan(
      loaded.configuration, environment: ProcessEnvironment.variables)
  }

  /// What only the parts themselves can judge, as `serve` would find it.
  /// - Throws: `InvalidSetting`.
  public static func check(_ loaded: LoadedConfiguration) throws { _ = try plan(of: loaded) }

  /// Those of these domains that may not be used, as the running server says, or else the store. Without
  /// either nothing is known of an earlier address.
  /// - Throws: `APIUnavailable` when the store stays held by another process: nobody can tell.
  public static func unconfirmed(_ names: [DomainName], of loaded: LoadedConfiguration)
    async throws(APIUnavailable) -> Set<DomainName>
  {
    let client: any APIClient
    do throws(APIUnavailable) {
      client = try await connect(loaded, user: currentUser)
    } catch {
      if error == .storeInUse { throw error }
      return []
    }
    var unconfirmed: Set<DomainName> = []
    for name in names {
      let request = APIRequest("GET", "/local/domains/\(name.text)")
      guard let answer = try? await client.send(request), answer.status == 200 else { continue }
      if DomainState(answer.body)?.isConfirmed == false { unconfirmed.insert(name) }
    }
    await client.close()
    return unconfirmed
  }

  /// The directory of a configured domain, the only one that the process looks into for the rest of its life:
  /// `nil` where there is no domain of this name.
  /// - Throws: `InvalidSetting`.
  public static func directory(_ name: DomainName, of loaded: LoadedConfiguration) throws
    -> (any Directory)?
  {
    signal(SIGPIPE, SIG_IGN)
    guard let domain = loaded.configuration.domains.first(where: { $0.name == name }) else {
      return nil
    }
    let configuration = try domain.directory()
    configuration.serviceAccount.bind.prepareAlone()
    let directory = LDAPDirectory(configuration: configuration, random: SystemRandom())
    // Its end would start threads at the very end of a command, to say good-bye on connections that end then.
    _ = Unmanaged.passRetained(directory)
    return directory
  }
}

extension LoadedConfiguration {
  /// The names of the domains, in order (CLI-01).
  public var domainNames: [String] { configuration.domains.map(\.name.text) }

  /// Every key with its value and origin (CONF-09).
  public var settings: [(key: String, value: String, origin: String)] {
    shown.map { ($0.key, $0.value, $0.origin.description) }
  }
}
