extension FindingCode {
  public var verdict: Verdict {
    switch self {
    case .caFileRead, .discoveryGood, .nameResolved, .nameLiteral, .connected, .tlsGood,
      .rootDSERead, .kindFits,
      .clockGood, .bindGood, .baseFound, .peopleBaseFound, .groupBaseFound, .peopleFound,
      .attributeRead, .groupsFound, .chosenGroupFound, .memberOfKept, .pagingGood,
      .accountStateReadable, .lockoutFits, .lockoutNone, .serversAgree:
      .ok
    case .plainPasswordsAllowed, .caFileExpired, .someAddressesFail, .tlsExpiresSoon,
      .startTLSOffered, .clockDrifts, .peopleFilterFindsGroups, .peopleFilterFindsComputers,
      .peopleWithoutLogin, .attributeMissing, .attributeUnreadable, .groupsNone,
      .chosenGroupEmpty, .passwordsReadable, .lockoutWindowShort, .idMayChange, .kindDiffers:
      .warning
    case .tlsNotUsed, .rootDSEHidden, .kindNotTold, .clockNotTold, .bindNotTried,
      .chosenGroupsUnknown, .memberOfNotTold, .lockoutNotTold, .contentsPassedOver:
      .passedOver
    case .plainConnection, .caFileMissing, .caFileUnreadable, .caFileEmpty, .caFileGarbage,
      .discoveryFailed, .nameNotFound, .nameLookupFailed, .connectionRefused, .connectionTimeout,
      .connectionFailed,
      .socketMissing, .tlsExpired, .tlsNotYetValid, .tlsAuthorityExpired, .tlsForeignAuthority,
      .tlsSelfSigned, .tlsIntermediateMissing, .tlsWrongName, .tlsLocalhost, .tlsWrongPurpose,
      .tlsCertificateRejected, .tlsOldProtocol, .tlsPlainServer, .tlsNotSpoken, .tlsTimeout,
      .tlsClosed, .tlsRefusedByLibrary, .startTLSRefused, .startTLSOnTLSPort, .notLDAP, .noAnswer,
      .connectionLost, .clockWrong, .bindRefused, .bindDisabled, .bindLocked, .bindExpired,
      .bindPasswordExpired, .bindPasswordMustChange, .bindNotAllowedHere, .bindNeedsTLS,
      .bindNotOverTLS, .bindChannelDiffers,
      .bindBadName, .bindFailed, .domainUnconfirmed,
      .baseMissing, .baseNotHeld, .baseElsewhere, .peopleBaseMissing, .groupBaseMissing,
      .peopleHidden, .peopleFilterFindsNobody, .duplicateLogins, .referralsMet, .loginMissing,
      .loginUnreadable, .idMissing, .idUnreadable, .idNotUnique, .idWrongForm,
      .groupMembersElsewhere, .groupMembersUnreadable, .chosenGroupMissing, .memberOfNotKept,
      .pagingNotOffered, .pagingBroken, .sizeLimitMet, .timeLimitMet, .accountStateHidden,
      .lockoutTooHigh, .lockoutOff, .serversDiffer:
      .problem
    }
  }

  public var step: ExaminationStep {
    switch self {
    case .plainPasswordsAllowed, .plainConnection, .caFileRead, .caFileMissing,
      .caFileUnreadable,
      .caFileEmpty, .caFileGarbage, .caFileExpired:
      .configuration
    case .discoveryGood, .discoveryFailed, .nameResolved, .nameLiteral, .nameNotFound,
      .nameLookupFailed:
      .name
    case .connected, .someAddressesFail, .connectionRefused, .connectionTimeout, .connectionFailed,
      .socketMissing:
      .connection
    case .tlsGood, .tlsNotUsed, .tlsExpiresSoon, .tlsExpired, .tlsNotYetValid,
      .tlsAuthorityExpired, .tlsForeignAuthority, .tlsSelfSigned, .tlsIntermediateMissing,
      .tlsWrongName, .tlsLocalhost, .tlsWrongPurpose, .tlsCertificateRejected, .tlsOldProtocol,
      .tlsPlainServer, .tlsNotSpoken, .tlsTimeout, .tlsClosed, .tlsRefusedByLibrary,
      .startTLSRefused, .startTLSOnTLSPort, .startTLSOffered:
      .tls
    case .rootDSERead, .rootDSEHidden, .notLDAP, .noAnswer, .connectionLost: .rootDSE
    case .kindFits, .kindDiffers, .kindNotTold: .kind
    case .clockGood, .clockDrifts, .clockWrong, .clockNotTold: .clock
    case .bindGood, .bindRefused, .bindDisabled, .bindLocked, .bindExpired, .bindPasswordExpired,
      .bindPasswordMustChange, .bindNotAllowedHere, .bindNeedsTLS, .bindNotOverTLS,
      .bindChannelDiffers, .bindBadName,
      .bindFailed,
      .bindNotTried, .domainUnconfirmed:
      .bind
    case .baseFound, .baseMissing, .baseNotHeld, .baseElsewhere, .peopleBaseFound,
      .peopleBaseMissing, .groupBaseFound, .groupBaseMissing:
      .base
    case .peopleFound, .peopleHidden, .peopleFilterFindsNobody, .peopleFilterFindsComputers,
      .peopleFilterFindsGroups, .peopleWithoutLogin, .duplicateLogins, .referralsMet:
      .people
    case .attributeRead, .attributeMissing, .attributeUnreadable, .loginMissing, .loginUnreadable,
      .idMissing, .idUnreadable, .idNotUnique, .idWrongForm, .idMayChange:
      .attributes
    case .groupsFound, .groupsNone, .groupMembersElsewhere, .groupMembersUnreadable,
      .chosenGroupFound, .chosenGroupMissing, .chosenGroupEmpty, .chosenGroupsUnknown:
      .groups
    case .memberOfKept, .memberOfNotKept, .memberOfNotTold: .memberOf
    case .pagingGood, .pagingNotOffered, .pagingBroken, .sizeLimitMet, .timeLimitMet: .paging
    case .accountStateReadable, .accountStateHidden, .passwordsReadable: .rights
    case .lockoutFits, .lockoutNone, .lockoutTooHigh, .lockoutOff, .lockoutWindowShort,
      .lockoutNotTold:
      .lockout
    case .serversAgree, .serversDiffer, .contentsPassedOver: .servers
    }
  }
}
