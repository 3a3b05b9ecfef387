import Identity

/// Why something on a connection did not work, and what that says about trying again.
struct ConnectionFailure: Error {
  enum Kind {
    /// Not a byte of the request was written: another connection may be asked.
    case notSent
    /// The server got the request or part of it and the connection is of no more use.
    case lost
    /// As `lost`, because the time was over: the server may be hanging.
    case silent
    /// The server answered, with an error; the connection is good.
    case answered
  }

  let kind: Kind
  let error: DirectoryError
  /// libldap says the same of a server that went away and of one that sends what is no LDAP.
  var mayBeGarbage = false
  /// The code of the server's answer, where that is what failed.
  var result: ResultCode?
  /// Where part of the answer lies, where that is what failed.
  var elsewhere: String?

  init(_ kind: Kind, _ code: DirectoryError.Code, _ detail: String) {
    self.init(kind, DirectoryError(code, detail: detail))
  }

  init(_ kind: Kind, _ error: DirectoryError) {
    self.kind = kind
    self.error = error
  }
}
