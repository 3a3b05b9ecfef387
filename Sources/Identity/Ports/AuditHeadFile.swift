/// The newest line of the audit chain, kept outside the store, so that a truncated or older store is
/// found. Written by the store adapter after each commit.
public protocol AuditHeadKeeper: Sendable {
  func keep(_ head: AuditHead)
}
