public import Identity

/// The labels and sentences of the employee's card, of the search for its domain member, and of its
/// activation.
public enum CardLabel: Sendable, Equatable {
  case newCard, general, generalIntroduction, domainSignIn, domainSignInHint
  case comesFromERP
  case markNotSaved, unmarkNotSaved, chooseMember, noDomainForCard, notForInstallation
  case active
  case passwordChecked, passwordSet
  case cardAdded, cardSaved
  case memberLinked, memberLinkedWithoutEmail, memberUnlinked, memberRefreshed, memberGone
  /// The section about the link, with the name of the domain.
  case linkTitle
  case linkIntroduction(domain: String)
  case memberGoneHint, refresh

  // Looking a member up.
  /// DOM-16.
  case membersOfDomain(String)
  case phraseHint(minimum: Int)
  case pickerIntroduction(domain: String)
  /// With the name of the chosen group.
  case pickerGroup(String)
  case pickerNotSaved
  case membersFound(Int)
  case moreMembers(limit: Int)
  case noEmail

  // The way in of a native user.
  case activationHint, issueActivation
  case activationFor(String)
  case activationShownOnce
  /// With where the code is entered, and until when.
  case activationUse(page: String, until: String)
  case activationDone

  // Permissions.
  case permissions, generalPermissions, useERPLogin, useERPLoginHint
  case erpLogin(Employee.ERPLogin)
  case erpAccount(ERPAccount)
}
