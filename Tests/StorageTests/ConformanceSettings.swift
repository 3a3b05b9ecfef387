import Identity
import Testing

/// Settings and sealed values.
@Suite struct ConformanceSettings {
  @Test(
    "a setting is stored from the version that was read, 0 for a new one (GEN-12)",
    arguments: StoreFactory.all)
  func versions(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      for expected in [1, -1] {
        await #expect(throws: StoreError.stale) {
          try await store.write { _ = try $0.settings.save("a", value: "x", expected: expected) }
        }
      }
      let first = try await store.write { try $0.settings.save("a", value: "1\u{0}ł", expected: 0) }
      #expect(first == Setting(value: "1\u{0}ł", version: 1))
      let found = try await store.read { try $0.settings.find("a") }
      #expect(found == first)
      for expected in [0, 2] {
        await #expect(throws: StoreError.stale) {
          try await store.write { _ = try $0.settings.save("a", value: "y", expected: expected) }
        }
      }
      let second = try await store.write { try $0.settings.save("a", value: "", expected: 1) }
      #expect(second == Setting(value: "", version: 2))
      let others = try await store.read { tables in
        [
          try tables.settings.find("a"), try tables.settings.find("A"),
          try tables.settings.find(""),
        ]
      }
      #expect(others == [second, nil, nil])
    }
  }

  @Test(
    "a sealed value is stored by its name, with the time of saving", arguments: StoreFactory.all)
  func sealed(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let id: EmployeeID = Sample.id()
      let names: [SealedName] = [
        .secondFactor(id), .pendingOfEmployee(id), .person(id), .pendingOfTicket(Sample.digest()),
        .audit, .keyCheck,
      ]
      try await store.write { tables in
        for (index, name) in names.enumerated() {
          try tables.sealed.save(Sample.sealed(99), as: name, at: Sample.time(0))
          try tables.sealed.save(
            Sample.sealed(UInt8(index)), as: name, at: Sample.time(Int64(index)))
        }
        try tables.sealed.save(
          SealedValue(bytes: []), as: .secondFactor(Sample.id()), at: Sample.time(0))
      }
      for (index, name) in names.enumerated() {
        let (value, time) = try await store.read { tables in
          (try tables.sealed.find(name), try tables.sealed.savedAt(name))
        }
        #expect(value == Sample.sealed(UInt8(index)))
        #expect(time == Sample.time(Int64(index)))
      }
      let counts = try await store.write { tables in
        let before = try tables.sealed.count()
        try tables.sealed.delete(.audit)
        return [before, try tables.sealed.count()]
      }
      #expect(counts == [7, 6])
      let (value, time) = try await store.read { tables in
        (try tables.sealed.find(.audit), try tables.sealed.savedAt(.audit))
      }
      #expect(value == nil && time == nil)
    }
  }

  @Test(
    "key rotation goes through every value once, under its name, and keeps the times (GEN-10)",
    arguments: StoreFactory.all)
  func replaceAll(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let ids: [EmployeeID] = (0..<1203).map { _ in Sample.id() }
      try await store.write { tables in
        for id in ids {
          try tables.sealed.save(
            SealedValue(bytes: Array(SealedName.person(id).text.utf8)), as: .person(id),
            at: Sample.time(3))
        }
        try tables.sealed.replaceAll { name, value in
          #expect(value.bytes == Array(name.utf8))
          return SealedValue(bytes: value.bytes + [0])
        }
      }
      let wrong = try await store.read { tables in
        try ids.filter {
          try tables.sealed.find(.person($0))?.bytes != Array(SealedName.person($0).text.utf8) + [0]
            || tables.sealed.savedAt(.person($0)) != Sample.time(3)
        }.count
      }
      #expect(wrong == 0)
    }
  }

  @Test("key rotation that fails half way changes nothing", arguments: StoreFactory.all)
  func replaceAllFails(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      try await store.write { tables in
        try tables.sealed.save(Sample.sealed(1), as: .audit, at: Sample.time(0))
        try tables.sealed.save(Sample.sealed(1), as: .keyCheck, at: Sample.time(0))
      }
      await #expect(throws: BodyFailed()) {
        try await store.write { tables in
          try tables.sealed.replaceAll { name, _ in
            if name == SealedName.keyCheck.text { throw BodyFailed() }
            return Sample.sealed(2)
          }
        }
      }
      let values = try await store.read { tables in
        [try tables.sealed.find(.audit), try tables.sealed.find(.keyCheck)]
      }
      #expect(values == [Sample.sealed(1), Sample.sealed(1)])
    }
  }
}
