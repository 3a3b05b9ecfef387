import Identity
import Testing

@Suite struct ConformanceEmployees {
  @Test("a card comes back exactly as stored", arguments: StoreFactory.all)
  func roundTrip(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      var domain = Sample.employee(
        "KIT\\Żaneta", name: "Żaneta Łęcka", email: "z@kit.test", role: .administrator,
        access: .domain(Sample.link("u-1")))
      domain.origin = .erp
      domain.memberNotFound = true
      domain.erpLogin = .own
      domain.version = 12
      let cards = [
        domain,
        Sample.employee("jan", access: .password(PasswordHash(phc: "$argon2id$v=19$x"))),
        Sample.employee("none", name: "a\u{0}b", email: "", state: .anonymised, cooperating: true),
      ]
      try await store.write { tables in for card in cards { try tables.employees.insert(card) } }
      for card in cards {
        let found = try await store.read { try $0.employees.find(card.id) }
        #expect(found == card)
        let byLogin = try await store.read {
          try $0.employees.find(login: card.login.key, in: card.company)
        }
        #expect(byLogin == card)
      }
      let nobody = try await store.read { tables in
        (
          try tables.employees.find(Sample.id()),
          try tables.employees.find(login: "jan", in: Sample.id())
        )
      }
      #expect(nobody == (nil, nil))
    }
  }

  @Test(
    "a login is unique within a company in every spelling, and free in another (DOM-47)",
    arguments: StoreFactory.all)
  func uniqueLogin(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let other = Sample.employee("anna")
      try await store.write { tables in
        try tables.employees.insert(Sample.employee("u1"))
        try tables.employees.insert(Sample.employee("u1", company: Sample.id()))
        try tables.employees.insert(other)
      }
      for spelling in ["u1", "U1", " u1 ", "ｕ１"] {
        await #expect(throws: StoreError.duplicate("employee-login")) {
          try await store.write { try $0.employees.insert(Sample.employee(spelling)) }
        }
      }
      var renamed = other
      renamed.login = Sample.employee("u\u{200B}1").login
      let update = renamed
      await #expect(throws: StoreError.duplicate("employee-login")) {
        try await store.write { _ = try $0.employees.update(update) }
      }
    }
  }

  @Test(
    "a member is linked once per company; linked(to:) finds the cards of all (DOM-32)",
    arguments: StoreFactory.all)
  func links(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let access = Employee.Access.domain(Sample.link("u-1"))
      let here = Sample.employee("a", access: access)
      let there = Sample.employee("a", company: Sample.id(), access: access)
      let otherDomain = Sample.employee("b", access: .domain(Sample.link("u-1", domain: "other")))
      try await store.write { tables in
        for card in [here, there, otherDomain] { try tables.employees.insert(card) }
        // Native cards have no member: any number of them stands side by side.
        try tables.employees.insert(Sample.employee("c"))
        try tables.employees.insert(Sample.employee("d"))
      }
      await #expect(throws: StoreError.duplicate("employee-member")) {
        try await store.write { try $0.employees.insert(Sample.employee("e", access: access)) }
      }
      let cards = try await store.read { try $0.employees.linked(to: Sample.link("u-1")) }
      #expect(Set(cards.map(\.id)) == [here.id, there.id])
      // The id is compared as it is, letter case and all.
      let none = try await store.read { try $0.employees.linked(to: Sample.link("U-1")) }
      #expect(none == [])
    }
  }

  @Test(
    "updates of one version: the first is stored, the second is stale", arguments: StoreFactory.all)
  func versions(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let card = Sample.employee("jan")
      try await store.write { try $0.employees.insert(card) }
      let outcomes = await withTaskGroup(of: Result<Employee, any Error>.self) { group in
        for number in 0..<20 {
          group.addTask {
            var changed = card
            changed.name = "name \(number)"
            let update = changed
            do {
              return .success(try await store.write { try $0.employees.update(update) })
            } catch {
              return .failure(error)
            }
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      let stored = outcomes.compactMap { try? $0.get() }
      #expect(stored.map(\.version) == [2])
      let found = try await store.read { try $0.employees.find(card.id) }
      #expect(found == stored.first)
      await #expect(throws: StoreError.stale) {
        try await store.write { _ = try $0.employees.update(card) }
      }
      await #expect(throws: StoreError.notFound) {
        try await store.write { _ = try $0.employees.update(Sample.employee("nobody")) }
      }
    }
  }

  @Test(
    "a list runs by login key, then id, page by page without gap or repeat",
    arguments: StoreFactory.all)
  func pages(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let companies: [CompanyID] = [Sample.id(), Sample.id()]
      // The same logins in two companies: the id decides.
      let cards = companies.flatMap { company in
        (0..<25).map { Sample.employee("User\($0)", company: company) }
      }
      try await store.write { tables in for card in cards { try tables.employees.insert(card) } }
      let expected = cards.sorted {
        ($0.login.key, $0.id.description) < ($1.login.key, $1.id.description)
      }
      for company in [nil, companies[0]] {
        let filter = EmployeeFilter(company: company)
        var seen: [EmployeeID] = []
        while true {
          let after = seen.last
          let page = try await store.read { try $0.employees.list(filter, after: after, limit: 7) }
          #expect(page.count <= 7)
          seen += page.map(\.id)
          if page.isEmpty { break }
        }
        #expect(seen == expected.filter { company == nil || $0.company == company }.map(\.id))
        let count = try await store.read { try $0.employees.count(filter) }
        #expect(count == seen.count)
      }
      await #expect(throws: StoreError.notFound) {
        try await store.read {
          try $0.employees.list(EmployeeFilter(), after: Sample.id(), limit: 7)
        }
      }
    }
  }

  @Test(
    "a phrase finds a part of login, name or e-mail; case, accents and width do not count",
    arguments: StoreFactory.all,
    [
      ("zolc", ["a", "b"]), ("ŻÓŁĆ", ["a", "b"]), ("ｚｏｌｃ", ["a", "b"]), ("łukasz  ż", ["a"]),
      ("LUKASZ", ["a", "d"]), ("@kit.test", ["b"]), ("100%", ["c"]), ("%", ["c"]), ("_", ["d"]),
      ("\\", ["c"]), ("d_łu", ["d"]), ("nobody", []), ("", ["a", "b", "c", "d"]),
      (" ", ["a", "b", "c", "d"]), ("'; DROP TABLE employees; --", []), ("a\nlukasz", []),
    ] as [(String, [String])])
  func phrases(_ factory: StoreFactory, _ row: (phrase: String, found: [String])) async throws {
    try await factory.withStore { store in
      try await store.write { tables in
        try tables.employees.insert(Sample.employee("a", name: "Łukasz Żółć"))
        try tables.employees.insert(Sample.employee("b", name: "x", email: "ZOLC@KIT.test"))
        try tables.employees.insert(Sample.employee("c", name: "100% \\ sure"))
        try tables.employees.insert(Sample.employee("d_lukasz", name: "y"))
      }
      let found = try await store.read {
        try $0.employees.list(EmployeeFilter(phrase: row.phrase), after: nil, limit: 10)
      }
      #expect(found.map { String($0.login.key.prefix(1)) } == row.found)
    }
  }

  @Test(
    "a phrase finds the new name after an update and the old one no more",
    arguments: StoreFactory.all)
  func phraseAfterUpdate(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let card = Sample.employee("jan", name: "Stara")
      try await store.write { try $0.employees.insert(card) }
      var changed = card
      changed.name = "Nowa"
      let update = changed
      _ = try await store.write { try $0.employees.update(update) }
      let counts = try await store.read { tables in
        try ["stara", "nowa"].map { try tables.employees.count(EmployeeFilter(phrase: $0)) }
      }
      #expect(counts == [0, 1])
    }
  }

  @Test("all conditions of a filter hold together", arguments: StoreFactory.all)
  func filters(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let company: CompanyID = Sample.id()
      let member = Employee.Access.domain(Sample.link("u-1"))
      try await store.write { tables in
        let cards = [
          Sample.employee("a", company: company, role: .administrator, access: member),
          Sample.employee("b", company: company, role: .administrator, state: .archived),
          Sample.employee("c", company: company),
          Sample.employee("d", role: .administrator),
        ]
        for card in cards { try tables.employees.insert(card) }
      }
      let domain = Sample.link("x").domain
      let rows: [(EmployeeFilter, [String])] = [
        (EmployeeFilter(company: company), ["a", "b", "c"]),
        (EmployeeFilter(role: .administrator), ["a", "b", "d"]),
        (EmployeeFilter(role: .administrator, state: .active), ["a", "d"]),
        (EmployeeFilter(domain: domain), ["a"]),
        (
          EmployeeFilter(
            company: company, phrase: "b", role: .administrator, state: .archived), ["b"]
        ),
        (EmployeeFilter(company: company, phrase: "b", state: .active), []),
        (EmployeeFilter(state: .anonymised), []),
      ]
      for (filter, expected) in rows {
        let (found, count) = try await store.read { tables in
          (
            try tables.employees.list(filter, after: nil, limit: 10),
            try tables.employees.count(filter)
          )
        }
        #expect(found.map(\.login.key) == expected)
        #expect(count == expected.count)
      }
    }
  }

  @Test(
    "deleting a card takes its sessions, tickets, second factor, codes and secrets, and nobody else's",
    arguments: StoreFactory.all)
  func delete(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let gone = Sample.employee("gone")
      let kept = Sample.employee("kept")
      let tickets = [gone, kept].map { Sample.ticket(of: $0.id) }
      let codes = [gone, kept].map {
        AccessCode(
          digest: Sample.digest(), purpose: .activation, employee: $0.id, expiresAt: Sample.time(9))
      }
      try await store.write { tables in
        for (index, card) in [gone, kept].enumerated() {
          try tables.employees.insert(card)
          try tables.sessions.insert(Sample.session(of: card.id))
          try tables.tickets.insert(tickets[index])
          try tables.codes.save(codes[index])
          try tables.secondFactors.save(
            SecondFactor(
              employee: card.id, enrolledAt: Sample.time(0), lastStep: 1, recoveryCodes: []))
          for name in Self.secrets(of: card.id, tickets[index].token) {
            try tables.sealed.save(Sample.sealed(1), as: name, at: Sample.time(0))
          }
          for key in [FailureKey.card(card.id), .code(card.id)] {
            try tables.failures.save(Sample.failure(1, at: 0), for: key)
          }
        }
        try tables.audit.append(Sample.line(1, subject: gone.id))
      }
      try await store.write { try $0.employees.delete(gone.id) }

      for (card, ticket, code, expected) in [
        (gone, tickets[0], codes[0], 0), (kept, tickets[1], codes[1], 1),
      ] {
        let counts = try await store.read { tables in
          [
            try tables.employees.find(card.id) == nil ? 0 : 1,
            try tables.sessions.list(.ofEmployee(card.id)).count,
            try tables.tickets.find(ticket.token) == nil ? 0 : 1,
            try tables.codes.find(code.digest) == nil ? 0 : 1,
            try tables.secondFactors.find(card.id) == nil ? 0 : 1,
            try tables.failures.find(.card(card.id)) == nil ? 0 : 1,
            try tables.failures.find(.code(card.id)) == nil ? 0 : 1,
          ]
        }
        #expect(counts == Array(repeating: expected, count: counts.count))
        let secrets = try await store.read { tables in
          try Self.secrets(of: card.id, ticket.token).map { try tables.sealed.find($0) != nil }
        }
        // The audit key is the last one: the person's lines must still open.
        #expect(secrets == [expected == 1, expected == 1, expected == 1, true])
      }
      let lines = try await store.read { try $0.audit.records(from: 0, limit: 9).count }
      #expect(lines == 1)
    }
  }

  private static func secrets(of id: EmployeeID, _ token: Digest) -> [SealedName] {
    [.secondFactor(id), .pendingOfEmployee(id), .pendingOfTicket(token), .person(id)]
  }
}
