/// The lines of `brama explain`.
public enum ExplanationLabel: Sendable, CaseIterable {
  case loginRead, company, owner, card, domain, entry, member, account, group, membership
  case directory, block, secondStep, verdict
  /// Of an account with which nothing is wrong.
  case inOrder
}
