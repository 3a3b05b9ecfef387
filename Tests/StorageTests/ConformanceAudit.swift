import Identity
import Testing

@Suite struct ConformanceAudit {
  @Test(
    "a line comes back exactly as appended, and the head is the newest", arguments: StoreFactory.all
  )
  func roundTrip(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let none = try await store.read { try $0.audit.head() }
      #expect(none == nil)
      let full = AuditRecord(
        sequence: 1, at: Sample.time(1), action: "a-word-of-tomorrow", callerKind: "command",
        caller: "root", subject: Sample.id(), company: Sample.id(), reason: "no-card",
        details: "{\"a\":\"ł\"}", personal: [0, 1, 2, 255], previous: Sample.digest(),
        hash: Sample.digest())
      let bare = AuditRecord(
        sequence: 2, at: Sample.time(2), action: AuditAction.signOut.rawValue, callerKind: "",
        caller: "", subject: nil, company: nil, reason: nil, details: "{}", personal: [],
        previous: full.hash, hash: Sample.digest())
      try await store.write { tables in
        try tables.audit.append(full)
        #expect(try tables.audit.head() == AuditHead(sequence: 1, hash: full.hash))
        try tables.audit.append(bare)
      }
      let (records, head) = try await store.read { tables in
        (try tables.audit.records(from: 1, limit: 10), try tables.audit.head())
      }
      #expect(records == [full, bare])
      #expect(head == AuditHead(sequence: 2, hash: bare.hash))
    }
  }

  @Test("a sequence number is given once, and only upwards", arguments: StoreFactory.all)
  func appendOnly(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      try await store.write { tables in
        try tables.audit.append(Sample.line(1))
        try tables.audit.append(Sample.line(2))
      }
      for sequence in [Int64(2), 1, 0, -1] {
        await #expect(throws: StoreError.duplicate("audit-sequence")) {
          try await store.write { try $0.audit.append(Sample.line(sequence, .signOut)) }
        }
      }
      let records = try await store.read { try $0.audit.records(from: Int64.min, limit: 10) }
      #expect(records == [Sample.line(1), Sample.line(2)])
    }
  }

  @Test(
    "a list runs newest first before a number, and all conditions hold together",
    arguments: StoreFactory.all)
  func lists(_ factory: StoreFactory) async throws {
    let anna: EmployeeID = Sample.id()
    let lines = [
      Sample.line(1, .signIn, subject: anna),
      Sample.line(2, .signInRefused, subject: anna, reason: "wrong-password"),
      Sample.line(3, .signInRefused, reason: "no-card"),
      Sample.line(4, .signOut, subject: anna),
      Sample.line(5, .signInRefused, subject: Sample.id(), reason: "wrong-password"),
    ]
    let rows: [(AuditFilter, Int64?, Int, [Int64])] = [
      (AuditFilter(), nil, 9, [5, 4, 3, 2, 1]), (AuditFilter(), nil, 2, [5, 4]),
      (AuditFilter(), 4, 2, [3, 2]), (AuditFilter(), 1, 9, []), (AuditFilter(), nil, 0, []),
      (AuditFilter(actions: [.signInRefused]), nil, 9, [5, 3, 2]),
      (AuditFilter(actions: [.signIn, .signOut]), nil, 9, [4, 1]),
      (AuditFilter(subject: anna), nil, 9, [4, 2, 1]),
      (AuditFilter(reason: "wrong-password"), nil, 9, [5, 2]),
      (AuditFilter(from: Sample.time(2), until: Sample.time(4)), nil, 9, [4, 3, 2]),
      (
        AuditFilter(
          actions: [.signInRefused], subject: anna, from: Sample.time(1), until: Sample.time(5),
          reason: "wrong-password"), 5, 9, [2]
      ),
      (AuditFilter(actions: [.signIn], reason: "wrong-password"), nil, 9, []),
    ]
    try await factory.withStore { store in
      try await store.write { tables in for line in lines { try tables.audit.append(line) } }
      for (filter, before, limit, expected) in rows {
        let found = try await store.read { try $0.audit.list(filter, before: before, limit: limit) }
        #expect(found.map(\.sequence) == expected)
      }
      let pages = try await store.read { tables in
        try [(Int64(1), 2), (3, 2), (5, 2), (6, 2)].map {
          try tables.audit.records(from: $0.0, limit: $0.1).map(\.sequence)
        }
      }
      #expect(pages == [[1, 2], [3, 4], [5], []])
    }
  }

  @Test(
    "pruning removes what is below, keeps the rest, and the chain goes on",
    arguments: StoreFactory.all)
  func prune(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      try await store.write { tables in
        for number in Int64(1)...10 { try tables.audit.append(Sample.line(number)) }
      }
      let pruned = try await store.write { tables in
        let counts = [try tables.audit.prune(before: 8), try tables.audit.prune(before: 8)]
        try tables.audit.append(Sample.line(11, .auditPruned))
        return counts
      }
      #expect(pruned == [7, 0])
      let left = try await store.read { try $0.audit.records(from: 0, limit: 99).map(\.sequence) }
      #expect(left == [8, 9, 10, 11])
      await #expect(throws: BodyFailed()) {
        try await store.write { tables in
          _ = try tables.audit.prune(before: 99)
          throw BodyFailed()
        }
      }
      let kept = try await store.read { try $0.audit.records(from: 0, limit: 99).count }
      #expect(kept == 4)
    }
  }
}
