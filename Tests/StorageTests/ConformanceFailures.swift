import Identity
import Testing

@Suite struct ConformanceFailures {
  @Test("every kind of key has a count of its own", arguments: StoreFactory.all)
  func keys(_ factory: StoreFactory) async throws {
    let id: EmployeeID = Sample.id()
    let digest = Sample.digest()
    let keys: [FailureKey] = [
      .member(Sample.link("u-1")), .member(Sample.link("u-1", domain: "other")),
      .member(Sample.link("U-1")), .directory(Sample.link("u-1")), .card(id), .code(id),
      .unknownLogin(digest), .unknownInDirectory(digest), .address("192.0.2.1"),
      .address("2001:db8::/64"), .activation("192.0.2.1"), .codesOverWindow(id), .devices(id),
      .device(id, Sample.id()), .device(id, Sample.id()),
    ]
    try await factory.withStore { store in
      try await store.write { tables in
        for (index, key) in keys.enumerated() {
          try tables.failures.save(Sample.failure(index, at: 1), for: key)
          try tables.failures.save(
            Sample.failure(index, at: 2, blockedUntil: index.isMultiple(of: 2) ? 99 : nil), for: key
          )
        }
      }
      for (index, key) in keys.enumerated() {
        let found = try await store.read { try $0.failures.find(key) }
        #expect(
          found == Sample.failure(index, at: 2, blockedUntil: index.isMultiple(of: 2) ? 99 : nil))
      }
      try await store.write { try $0.failures.delete(keys[0]) }
      let left = try await store.read { tables in
        try keys.filter { try tables.failures.find($0) != nil }
      }
      #expect(left == Array(keys.dropFirst()))
    }
  }

  @Test(
    "the counts of a person's browsers go together, and nobody else's", arguments: StoreFactory.all)
  func devices(_ factory: StoreFactory) async throws {
    let (one, other): (EmployeeID, EmployeeID) = (Sample.id(), Sample.id())
    let theirs: [FailureKey] = [
      .devices(one), .device(one, Sample.id()), .device(one, Sample.id()),
    ]
    let rest: [FailureKey] = [
      .card(one), .code(one), .codesOverWindow(one), .devices(other), .device(other, Sample.id()),
    ]
    try await factory.withStore { store in
      try await store.write { tables in
        for key in theirs + rest { try tables.failures.save(Sample.failure(1, at: 1), for: key) }
      }
      let (removed, again, left) = try await store.write { tables in
        (
          try tables.failures.deleteDevices(of: one), try tables.failures.deleteDevices(of: one),
          try (theirs + rest).filter { try tables.failures.find($0) != nil }
        )
      }
      #expect(removed == 3 && again == 0 && left == rest)
    }
  }

  @Test(
    "strangers' rows are bounded, the least recent first, a block in force last (SIGN-12)",
    arguments: StoreFactory.all)
  func bound(_ factory: StoreFactory) async throws {
    let blocked = FailureKey.address("blocked")
    let unblocked = FailureKey.address("block passed")
    let known: [FailureKey] = [.card(Sample.id()), .member(Sample.link("u")), .code(Sample.id())]
    let strangers: [FailureKey] = (0..<10).map {
      switch $0 % 4 {
      case 0: .address("\($0)")
      case 1: .unknownLogin(Sample.digest(UInt8($0)))
      case 2: .unknownInDirectory(Sample.digest(UInt8($0)))
      default: .activation("\($0)")
      }
    }
    try await factory.withStore { store in
      try await store.write { tables in
        for key in known { try tables.failures.save(Sample.failure(1, at: 0), for: key) }
        try tables.failures.save(Sample.failure(1, at: 1, blockedUntil: 1000), for: blocked)
        try tables.failures.save(Sample.failure(1, at: 2, blockedUntil: 50), for: unblocked)
        for (index, key) in strangers.enumerated() {
          try tables.failures.save(Sample.failure(1, at: Int64(10 + index)), for: key)
        }
      }
      let all = known + [blocked, unblocked] + strangers
      let steps: [(limit: Int, left: [FailureKey])] = [
        (12, all),
        (11, known + [blocked] + strangers),
        (5, known + [blocked] + strangers.suffix(4)),
        (1, known + [blocked]),
        (0, known),
      ]
      for step in steps {
        let left = try await store.write { tables in
          try tables.failures.bound(to: step.limit, at: Sample.time(50))
          return try all.filter { try tables.failures.find($0) != nil }
        }
        #expect(left == step.left)
      }
    }
  }

  @Test(
    "the bound still counts right after updates, deletes and bodies taken back",
    arguments: StoreFactory.all)
  func boundAfterChanges(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      try await store.write { tables in
        for number in 0..<6 {
          try tables.failures.save(Sample.failure(1, at: Int64(number)), for: .address("\(number)"))
          try tables.failures.save(Sample.failure(2, at: Int64(number)), for: .address("\(number)"))
        }
        try tables.failures.delete(.address("0"))
        try tables.failures.delete(.address("never there"))
      }
      await #expect(throws: BodyFailed()) {
        try await store.write { tables in
          for number in 10..<20 {
            try tables.failures.save(Sample.failure(1, at: 9), for: .address("\(number)"))
          }
          throw BodyFailed()
        }
      }
      let left = try await store.write { tables in
        try tables.failures.bound(to: 4, at: Sample.time(50))
        return try (0..<20).filter { try tables.failures.find(.address("\($0)")) != nil }
      }
      #expect(left == [2, 3, 4, 5])
    }
  }

  @Test("200 parallel guesses are counted one by one (SIGN-12)", arguments: StoreFactory.all)
  func guesses(_ factory: StoreFactory) async throws {
    let key = FailureKey.card(Sample.id())
    try await factory.withStore { store in
      let judged = try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<200 {
          group.addTask {
            try await store.write { tables in
              let present = try tables.failures.find(key)?.failures ?? 0
              guard present < 5 else { return false }
              try tables.failures.save(Sample.failure(present + 1, at: 0), for: key)
              return true
            }
          }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(judged == 5)
    }
  }
}
