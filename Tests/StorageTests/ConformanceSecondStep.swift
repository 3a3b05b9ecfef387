import Identity
import Testing

/// Tickets, second factors and access codes.
@Suite struct ConformanceSecondStep {
  @Test(
    "a ticket comes back exactly as stored until it is deleted (TFA-22)",
    arguments: StoreFactory.all)
  func ticket(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let ticket = Sample.ticket()
      try await store.write { try $0.tickets.insert(ticket) }
      let found = try await store.read { try $0.tickets.find(ticket.token) }
      #expect(found == ticket)
      let other = try await store.read { try $0.tickets.find(Sample.digest()) }
      #expect(other == nil)
      await #expect(throws: StoreError.duplicate("ticket")) {
        try await store.write { try $0.tickets.insert(ticket) }
      }
      try await store.write { try $0.tickets.delete(ticket.token) }
      let gone = try await store.read { try $0.tickets.find(ticket.token) }
      #expect(gone == nil)
    }
  }

  @Test(
    "voiding a person's tickets takes their pending secrets, and nobody else's",
    arguments: StoreFactory.all)
  func voiding(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let person: EmployeeID = Sample.id()
      let tickets = [Sample.ticket(of: person), Sample.ticket(of: person), Sample.ticket()]
      try await store.write { tables in
        for ticket in tickets {
          try tables.tickets.insert(ticket)
          try tables.sealed.save(
            Sample.sealed(1), as: .pendingOfTicket(ticket.token), at: Sample.time(0))
        }
        try tables.sealed.save(Sample.sealed(1), as: .secondFactor(person), at: Sample.time(0))
        try tables.tickets.deleteAll(of: person)
      }
      let left = try await Self.left(of: tickets, in: store)
      #expect(left == [[false, false], [false, false], [true, true]])
      let confirmed = try await store.read { try $0.sealed.find(.secondFactor(person)) }
      #expect(confirmed == Sample.sealed(1))
    }
  }

  @Test(
    "expired tickets go with their pending secrets at the very moment they expire",
    arguments: StoreFactory.all)
  func expiry(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let tickets = [299, 300, 301].map { Sample.ticket(expiresAt: $0) }
      try await store.write { tables in
        for ticket in tickets {
          try tables.tickets.insert(ticket)
          try tables.sealed.save(
            Sample.sealed(1), as: .pendingOfTicket(ticket.token), at: Sample.time(200))
        }
        try tables.tickets.deleteExpired(at: Sample.time(300))
      }
      let left = try await Self.left(of: tickets, in: store)
      #expect(left == [[false, false], [false, false], [true, true]])
    }
  }

  @Test(
    "TFA-18: pending secrets of people's own pages are forgotten too", arguments: StoreFactory.all)
  func ownPages(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let names = (0..<2).map { _ in SealedName.pendingOfEmployee(Sample.id()) }
      let start = Sample.time(1000)
      try await store.write { tables in
        try tables.sealed.save(Sample.sealed(1), as: names[0], at: start)
        try tables.sealed.save(Sample.sealed(1), as: names[1], at: start + .seconds(1))
        try tables.tickets.deleteExpired(at: start + PendingEnrolment.lifetime)
      }
      let left = try await store.read { tables in
        try names.map { try tables.sealed.find($0) != nil }
      }
      #expect(left == [false, true])
    }
  }

  @Test(
    "a second factor is saved, changed and deleted whole (TFA-21, TFA-27)",
    arguments: StoreFactory.all)
  func secondFactor(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      var factor = SecondFactor(
        employee: Sample.id(), enrolledAt: Sample.time(1), lastStep: Int64.max - 1,
        recoveryCodes: (0..<10).map { _ in Sample.digest() })
      for _ in 0..<11 {
        let saved = factor
        try await store.write { try $0.secondFactors.save(saved) }
        let found = try await store.read { try $0.secondFactors.find(saved.employee) }
        #expect(found == saved)
        factor.recoveryCodes = Array(factor.recoveryCodes.dropFirst())
        factor.lastStep -= 1
      }
      let employee = factor.employee
      try await store.write { try $0.secondFactors.delete(employee) }
      let gone = try await store.read { try $0.secondFactors.find(employee) }
      #expect(gone == nil)
    }
  }

  @Test(
    "not enrolled are active people without a second factor, cooperating systems left out (TFA-30)",
    arguments: StoreFactory.all)
  func notEnrolled(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let enrolled = Sample.employee("a")
      try await store.write { tables in
        let cards = [
          enrolled, Sample.employee("b"), Sample.employee("c", access: .domain(Sample.link("u"))),
          Sample.employee("d", state: .archived), Sample.employee("e", cooperating: true),
        ]
        for card in cards { try tables.employees.insert(card) }
        try tables.secondFactors.save(
          SecondFactor(
            employee: enrolled.id, enrolledAt: Sample.time(0), lastStep: 0, recoveryCodes: []))
      }
      let count = try await store.read { try $0.secondFactors.countNotEnrolled() }
      #expect(count == 2)
    }
  }

  @Test("one code of 50 simultaneous bodies is accepted once (TFA-21)", arguments: StoreFactory.all)
  func oneCode(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let employee: EmployeeID = Sample.id()
      try await store.write {
        try $0.secondFactors.save(
          SecondFactor(
            employee: employee, enrolledAt: Sample.time(0), lastStep: 5, recoveryCodes: []))
      }
      let accepted = try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<50 {
          group.addTask {
            try await store.write { tables in
              guard var factor = try tables.secondFactors.find(employee), factor.lastStep < 6
              else { return false }
              factor.lastStep = 6
              try tables.secondFactors.save(factor)
              try tables.sessions.insert(Sample.session(of: employee))
              return true
            }
          }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      let sessions = try await store.read { try $0.sessions.list(.ofEmployee(employee)).count }
      #expect(accepted == 1 && sessions == 1)
    }
  }

  @Test(
    "codes are saved, counted on, found by purpose and forgotten when expired (SIGN-21)",
    arguments: StoreFactory.all)
  func codes(_ factory: StoreFactory) async throws {
    try await factory.withStore { store in
      let person: EmployeeID = Sample.id()
      var activation = AccessCode(
        digest: Sample.digest(), purpose: .activation, employee: person, expiresAt: Sample.time(10))
      let setup = AccessCode(
        digest: Sample.digest(), purpose: .setup, employee: Sample.id(), expiresAt: Sample.time(20))
      let first = activation
      try await store.write { tables in
        try tables.codes.save(first)
        #expect(try tables.codes.setup() == nil)
        try tables.codes.save(setup)
      }
      activation.wrongTries = 3
      let second = activation
      try await store.write { try $0.codes.save(second) }
      let (found, inForce) = try await store.read { tables in
        (try tables.codes.find(second.digest), try tables.codes.setup())
      }
      #expect(found == second)
      #expect(inForce == setup)

      try await store.write { try $0.codes.deleteExpired(at: Sample.time(9)) }
      let early = try await store.read { try $0.codes.find(second.digest) }
      #expect(early == second)
      try await store.write { try $0.codes.deleteExpired(at: Sample.time(10)) }
      let late = try await store.read { try $0.codes.find(second.digest) }
      #expect(late == nil)

      try await store.write { tables in
        try tables.codes.save(first)
        try tables.codes.deleteAll(of: person)
        #expect(try tables.codes.find(first.digest) == nil)
        #expect(try tables.codes.setup() == setup)
        try tables.codes.delete(setup.digest)
      }
      let none = try await store.read { try $0.codes.setup() }
      #expect(none == nil)
    }
  }

  /// Of each ticket: is it there, is its pending secret there.
  private static func left(of tickets: [Ticket], in store: any Store) async throws -> [[Bool]] {
    try await store.read { tables in
      try tickets.map {
        [
          try tables.tickets.find($0.token) != nil,
          try tables.sealed.find(.pendingOfTicket($0.token)) != nil,
        ]
      }
    }
  }
}
