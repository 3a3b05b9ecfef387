import Identity
import Testing

@Suite struct ConformanceSessions {
  @Test("a session comes back exactly as stored", arguments: StoreFactory.all)
  func roundTrip(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let plain = Sample.session(client: .mobile)
      let endless = Session(
        id: Sample.id(), token: Sample.digest(), employee: Sample.id(), company: Sample.id(),
        client: .api, isRemembered: true, origin: ClientOrigin(address: "local", userAgent: nil),
        createdAt: Sample.time(-5), endsAt: nil, lastSeenAt: Sample.time(7))
      try await store.write { tables in
        try tables.sessions.insert(plain)
        try tables.sessions.insert(endless)
      }
      let all = try await store.read { try $0.sessions.all() }
      #expect(all.count == 2)
      #expect(all.contains(plain) && all.contains(endless))
      await #expect(throws: StoreError.duplicate("session")) {
        try await store.write { try $0.sessions.insert(plain) }
      }
    }
  }

  @Test(
    "each selection lists, newest first, and ends exactly its sessions", arguments: StoreFactory.all
  )
  func selections(_ factory: StoreFactory) async throws {
    let company: CompanyID = Sample.id()
    let member = Sample.employee("m", company: company, access: .domain(Sample.link("u-1")))
    let native = Sample.employee("n", company: company)
    let elsewhere = Sample.employee("m", access: .domain(Sample.link("u-1")))
    let sessions = [
      Sample.session(of: member.id, company: company, client: .web, at: 1),
      Sample.session(of: member.id, company: company, client: .desktop, at: 2),
      Sample.session(of: member.id, company: company, client: .api, at: 3),
      Sample.session(of: native.id, company: company, client: .web, at: 4),
      Sample.session(of: elsewhere.id, client: .web, at: 5),
    ]
    let rows: [(SessionSelection, [Int])] = [
      (.one(sessions[1].id), [1]), (.one(Sample.id()), []),
      (.ofEmployee(member.id), [2, 1, 0]),
      (.ofEmployeeExcept(member.id, sessions[1].id), [2, 0]),
      (.ofEmployeeExcept(member.id, sessions[3].id), [2, 1, 0]),
      (.ofEmployeeWithClients(member.id, [.web, .desktop]), [1, 0]),
      (.ofEmployeeWithClients(member.id, [.mobile]), []),
      (.ofEmployeeWithClients(member.id, []), []),
      (.ofDomainCards(company), [2, 1, 0]), (.all, [4, 3, 2, 1, 0]),
    ]
    for (selection, expected) in rows {
      try await factory.withStore { store in
        try await store.write { tables in
          for card in [member, native, elsewhere] { try tables.employees.insert(card) }
          for session in sessions { try tables.sessions.insert(session) }
        }
        let listed = try await store.read { try $0.sessions.list(selection) }
        #expect(listed == expected.map { sessions[$0] })
        let ended = try await store.write { try $0.sessions.delete(selection) }
        #expect(ended == listed)
        let left = try await store.read { try $0.sessions.all() }
        #expect(Set(left.map(\.id)) == Set(sessions.map(\.id)).subtracting(ended.map(\.id)))
      }
    }
  }

  @Test(
    "touch moves last-seen forward, never back, and ignores who is gone",
    arguments: StoreFactory.all)
  func touch(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let sessions = [Sample.session(at: 10), Sample.session(at: 10), Sample.session(at: 10)]
      try await store.write { tables in
        for session in sessions { try tables.sessions.insert(session) }
        try tables.sessions.touch([
          sessions[0].id: Sample.time(50), sessions[1].id: Sample.time(5),
          Sample.id(): Sample.time(9),
        ])
      }
      let all = try await store.read { try $0.sessions.all() }
      let seen = sessions.map { session in all.first { $0.id == session.id }?.lastSeenAt }
      #expect(seen == [Sample.time(50), Sample.time(10), Sample.time(10)])
      #expect(all.count == 3)
    }
  }
}
