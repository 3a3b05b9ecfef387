public import Identity

/// Every label and sentence of the pages that is not an error, and the field names that errors and
/// the command line use too.
///
/// The terms are those of the glossary at the top of the requirements.
public enum Label: Sendable, Equatable {
  // Frame of every page.
  case productName, tagline, skipToContent, languageChoice
  case continueButton, cancel, problemHeading
  /// The title of a browser tab.
  case pageTitle(String)

  // Field names.
  case login, password, newPassword, repeatPassword, currentPassword, code, recoveryCode
  case company, name, displayName, erpSystem, domainName, group
  case useDomain, allMembers, email, member, role, state, origin, searchPhrase, clientKind, decision
  case enforcement, stableID, domain
  /// Columns of `brama domain list`.
  case lockout, source

  // Signing in.
  case signInTitle, signIn, rememberMe, rememberMeHint, searchCompany, search, clearSearch
  case noCompanyFound
  case companiesFound(Int)
  case chooseCompany, haveActivationCode
  case signedOutNotice, passwordSetNotice, sessionKeptNotice, signedOutElsewhere
  case startAgain

  // The second step.
  case secondStepTitle, secondStepHint, confirm, noDevice, recoveryCodeHint, useRecoveryCode
  /// With the time of day in UTC, as in `22:19:57`.
  case serverTime(String)

  // Turning two-step verification on.
  case enrolmentTitle, enrolmentRequired, enrolmentIntroduction
  case enrolmentStepInstall, enrolmentStepOpen, enrolmentStepAdd, enrolmentStepConfirm
  case enrolmentScan, enrolmentType, enrolmentOpenLink, qrAlternative, key, turnOn
  case enrolmentStart

  // Recovery codes.
  case recoveryCodesTitle, recoveryCodesShownOnce, recoveryCodesUse, recoveryCodesPrint
  case recoveryCodesSaved
  /// With login.
  case recoveryCodesFor(String)

  // Signed in elsewhere (SIGN-B05).
  case elsewhereTitle
  case elsewhereExplanation([ClientKind])
  case signInAgain, keepSession

  // Passwords.
  case passwordChangeTitle
  case passwordChangeReason(PasswordChangeReason)
  case passwordRule, domainPasswordRule
  case passwordsDiffer, setPassword, changePassword
  case activationTitle, activationIntroduction, activationCode
  case setupTitle, setupIntroduction, setupCode

  // Own account.
  case accountTitle
  case signedInAs(String)
  case signOut, administrator, user, nativeUser, domainMember
  case sessionsTitle, sessionsIntroduction, thisSession, endSession, endOtherSessions
  case endSessionOf(String)
  case clientName(ClientKind)
  case address, startedAt, lastSeenAt, endsAt, noEnd, remembered
  case sessionEndedNotice
  case secondFactorTitle, secondFactorIsOn, secondFactorIsOff, secondFactorObligatory
  case secondFactorPasswordHint, secondFactorCodeHint, reenrol, reenrolHint, turnOff, turnOffHint
  case newRecoveryCodes, newRecoveryCodesHint
  case secondFactorOnNotice, secondFactorOffNotice
  case passwordTitle, passwordInDomain, passwordChangedNotice, passwordChangeEndsSessions

  // Pages that say why there is nothing else.
  case notFoundTitle, notFoundText, badRequestTitle, badRequestText
  case formExpiredTitle, formExpiredText, tooLargeTitle, tooLargeText
  case methodNotAllowedTitle, methodNotAllowedText, brokenTitle, brokenText
  case unavailableTitle, goToSignIn, goToAccount

  // The administrator's pages.
  case administration(AdministrationLabel)
  case card(CardLabel)
}
