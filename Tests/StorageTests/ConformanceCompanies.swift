import Identity
import Testing

@Suite struct ConformanceCompanies {
  @Test(
    "a company comes back exactly as stored, whatever its domain use (COMP-13)",
    arguments: StoreFactory.all)
  func roundTrip(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let group = GroupChoice.group(Sample.link("g1").member, name: "Księgowość")
      let domain = DomainName("kit.test")
      let companies = [
        Company(
          id: .home, name: "Zażółć 'gęślą' \"jaźń\" % _ \\", displayName: "", kind: .optima,
          domain: .off, version: 1),
        Company(
          id: Sample.id(), name: "a\u{0}b", displayName: "Beta", kind: .xl,
          domain: DomainUse(isOn: true, domain: domain, group: .all), version: 7),
        Company(
          id: Sample.id(), name: "", displayName: nil, kind: .enterprise,
          domain: DomainUse(isOn: false, domain: domain, group: group), version: 1),
        Company(
          id: Sample.id(), name: "Delta", displayName: nil, kind: .altum,
          domain: DomainUse(isOn: true, domain: nil, group: nil), version: Int.max - 1),
      ]
      try await store.write { tables in
        for company in companies { try tables.companies.insert(company) }
      }
      for company in companies {
        let found = try await store.read { try $0.companies.find(company.id) }
        #expect(found == company)
      }
      let all = try await store.read { try $0.companies.all() }
      #expect(all.count == 4)
      #expect(all.allSatisfy { companies.contains($0) })
      let found1 = try await store.read { try $0.companies.find(Sample.id()) }
      #expect(found1 == nil)
    }
  }

  @Test(
    "an update raises the version; a second from the same version is stale (GEN-12)",
    arguments: StoreFactory.all)
  func versions(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let company = Sample.company()
      try await store.write { try $0.companies.insert(company) }
      var mine = company
      mine.name = "mine"
      mine.domain = DomainUse(isOn: true, domain: DomainName("kit"), group: .all)
      let first = mine
      let stored = try await store.write { try $0.companies.update(first) }
      #expect(stored.version == 2)
      var theirs = company
      theirs.name = "theirs"
      let second = theirs
      await #expect(throws: StoreError.stale) {
        try await store.write { _ = try $0.companies.update(second) }
      }
      let found2 = try await store.read { try $0.companies.find(company.id) }
      #expect(found2 == stored)
    }
  }

  @Test(
    "two names that are the same are refused, at insert and at update", arguments: StoreFactory.all)
  func duplicates(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let beta = Sample.company("Beta")
      try await store.write { tables in
        try tables.companies.insert(Sample.company("Alfa"))
        try tables.companies.insert(beta)
      }
      await #expect(throws: StoreError.duplicate("company-name")) {
        try await store.write { try $0.companies.insert(Sample.company("Alfa")) }
      }
      var renamed = beta
      renamed.name = "Alfa"
      let update = renamed
      await #expect(throws: StoreError.duplicate("company-name")) {
        try await store.write { _ = try $0.companies.update(update) }
      }
      await #expect(throws: StoreError.duplicate("company")) {
        try await store.write { try $0.companies.insert(Sample.company("Gamma", id: beta.id)) }
      }
    }
  }

  @Test(
    "a deleted company is gone; updating it is not found; deleting it again is no error",
    arguments: StoreFactory.all)
  func delete(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let company = Sample.company()
      try await store.write { try $0.companies.insert(company) }
      try await store.write { try $0.companies.delete(company.id) }
      let found3 = try await store.read { try $0.companies.all() }
      #expect(found3 == [])
      await #expect(throws: StoreError.notFound) {
        try await store.write { _ = try $0.companies.update(company) }
      }
      try await store.write { try $0.companies.delete(company.id) }
    }
  }
}
