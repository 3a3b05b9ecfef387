/// Limits of one domain. Whatever its servers do, a call is over by `totalDeadline`.
public struct DirectoryLimits: Sendable, Equatable {
  /// Connections of each kind (service, people's binds) at the same time.
  public var poolSize = 8
  /// Calls that may wait for a connection; more are refused as busy.
  public var queueLimit = 64
  /// Connect, TLS and the service account's bind, for one server.
  public var connectTimeout: Duration = .seconds(3)
  /// One request and its whole answer.
  public var operationTimeout: Duration = .seconds(5)
  /// One call of the port, all servers and waiting included.
  public var totalDeadline: Duration = .seconds(10)
  /// How long a person waits for a lock-out that is not known yet; then what was set counts.
  public var lockoutTime: Duration = .seconds(1)
  /// A question for all that has changed, which goes on beside the sign-ins.
  public var syncTime: Duration = .seconds(120)
  /// An unused connection is closed after this.
  public var idleTime: Duration = .seconds(60)
  /// How long a server that failed is kept out of the way before it is tried again in the background;
  /// doubled with each further failure up to `longestDownTime`.
  public var downTime: Duration = .seconds(5)
  public var longestDownTime: Duration = .seconds(60)
  /// How long a list of servers from DNS is used before it is asked for again, whatever its own time says.
  public var recordTime: ClosedRange<Duration> = .seconds(30) ... .seconds(3600)
  /// After the service account was refused it is not bound again for this long, doubled with each
  /// further refusal up to `longestRefusalPause`: a wrong password must not lock it.
  public var refusalPause: Duration = .seconds(5)
  public var longestRefusalPause: Duration = .seconds(900)
  /// Listings that are open at the same time.
  public var cursors = 4
  public var cursorIdleTime: Duration = .seconds(60)
  /// Elements of one page of a listing.
  public var pageSize = 200
  /// Elements of the answer to a phrase (DOM-31).
  public var searchSize = 50
  /// Groups that a group may hold, over all levels, or a member may be in.
  public var nestedGroups = 1000
  /// Members of a group whose list of values is read.
  public var groupMembers = 1_000_000
  /// How old such a list may be where it is looked for people who are gone, many of them a call after the
  /// other. Whoever signs in is looked up in the directory itself.
  public var rollAge: Duration = .seconds(2)
  /// The same where a phrase is searched for.
  public var searchRollAge: Duration = .seconds(60)
  /// Bytes of a group's entry with its list of values.
  public var groupBytes = 64 << 20

  public init() {}
}
