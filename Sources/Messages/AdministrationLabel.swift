public import Identity

/// The labels and sentences of the administrator's pages that are no error and no name of a field; those
/// of the employee's card are in `CardLabel`.
///
/// Their terms are those of the glossary at the top of the requirements; `Label` has the names of fields.
public enum AdministrationLabel: Sendable, Equatable {
  // Finding one's way.
  case menu, settings, organisation, settingsTabs, domainTab, companiesTab
  case save, set, reload, back, optional
  /// Something that a checkbox says.
  case yes, no, nothing

  // The tab Domain, and the same fields of a company.
  case domainIntroduction, useDomainHint, domainPlaceholder, groupPlaceholder, groupHint, noDomains
  case searchGroup, searchGroupHint, showGroups, showGroupsHint, noGroupFound
  /// With how many are shown.
  case moreGroups(Int)
  case groupsShown(Int)
  case groupsMatch(Int)
  case settingsSaved
  case notSavedYet
  /// GEN-12: what another administrator has stored meanwhile.
  case storedNow, saveOver

  // ERP connections.
  case companiesIntroduction, addCompany, companyDefinition, companyName, displayNameHint,
    noCompanies
  case kindName(Company.Kind)
  case kindPlaceholder
  case domainOff
  /// With the names of domain and group.
  case domainInUse(domain: String, group: String)
  case companyAdded, companySaved, companyRemoved, removeCompany, removeCompanyHint

  // Organisation structure.
  case searchEmployee, searchEmployeeHint, addEmployee, noEmployeeFound, showAllEmployees
  case pagesOfList, nextPage, firstPage, everyCompany, wholeInstallation
  case erpUser, memberNotFound, archived, anonymised, noPassword
  case linkedWith(String)

  /// GEN-B01, DOM-B06.
  case leaveWithoutSaving
  /// The title of the page of GEN-B03.
  case forbiddenTitle
}
