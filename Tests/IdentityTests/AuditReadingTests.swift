import Testing

@testable import Identity

@Suite("The audit log, read and verified")
struct AuditReadingTests {
  /// Some lines of one kind.
  private func write(_ count: Int, in house: House) async throws {
    for number in 1...count {
      try await house.gate.upkeep.note(
        .backupMade, details: ["number": String(number)], by: house.command)
      house.clock.advance(.minutes(1))
    }
  }

  private func head(_ house: House) async throws -> AuditHead {
    try #require(try await house.store.read { try $0.audit.head() })
  }

  @Test("lines are listed newest first, in pages, by filter, with personal fields opened")
  func list() async throws {
    try await House.with { house async throws in
      let start = house.clock.now
      try await write(5, in: house)
      let card = try await house.card("jan", password: House.password)
      _ = await house.gate.signIn.begin(
        SignInAttempt(login: "jan", password: Secret(House.password), origin: House.home))
      let first = try await house.gate.audit.list(
        AuditFilter(actions: [.backupMade]), before: nil, limit: 2, by: house.command)
      #expect(first.entries.map { $0.details["number"] } == ["5", "4"])
      let second = try await house.gate.audit.list(
        AuditFilter(actions: [.backupMade]), before: first.next, limit: 3, by: house.command)
      #expect(second.entries.map { $0.details["number"] } == ["3", "2", "1"])
      #expect(second.next == nil)
      let early = try await house.gate.audit.list(
        AuditFilter(from: start, until: start + .minutes(1)), before: nil, limit: 10,
        by: house.command)
      #expect(early.entries.map { $0.details["number"] } == ["2", "1"])
      let own = try await house.gate.audit.list(
        AuditFilter(subject: card.id), before: nil, limit: 10, by: house.command)
      let signIn = try #require(own.entries.first)
      #expect(signIn.record.action == AuditAction.signIn.rawValue)
      #expect(signIn.personal?["login"] == "jan")
      #expect(signIn.personal?["address"] == House.home.address)
      // What is stored of it is ciphertext.
      #expect(!String(decoding: signIn.record.personal, as: UTF8.self).contains("jan"))
      let user = try await house.session(of: card).caller
      await #expect(throws: Rejection.forbidden) {
        try await house.gate.audit.list(AuditFilter(), before: nil, limit: 1, by: user)
      }
    }
  }

  @Test("a person whose key is gone has unreadable fields, and the chain still holds")
  func anonymised() async throws {
    try await House.with { house async throws in
      let card = try await house.card("jan", password: House.password)
      _ = await house.gate.signIn.begin(
        SignInAttempt(login: "jan", password: Secret(House.password), origin: House.home))
      try await house.store.write { try $0.sealed.delete(.person(card.id)) }
      let entries = try await house.gate.audit.list(
        AuditFilter(subject: card.id), before: nil, limit: 10, by: house.command
      ).entries
      #expect(entries.count == 1)
      #expect(entries.first?.personal == nil)
      let result = try await house.gate.audit.verify(
        knownHead: head(house), by: house.command)
      #expect(result.findings.isEmpty)
    }
  }

  @Test("an untouched log verifies, over more lines than one page")
  func untouched() async throws {
    try await House.with { house async throws in
      let lines = AuditTrail.verificationPage + 5
      try await house.store.write { [core = house.core] tx in
        for _ in 0..<lines {
          try core.audit.append(AuditEvent(.backupMade, by: .command(user: "root")), in: tx)
        }
      }
      let result = try await house.gate.audit.verify(
        knownHead: head(house), by: house.command)
      #expect(result.lines == lines)
      #expect(result.findings.isEmpty)
    }
  }

  @Test("an older store put back, or lines cut off at the end, is found by the head file")
  func olderStore() async throws {
    try await House.with { house async throws in
      try await write(3, in: house)
      let stored = try await head(house)
      let known = AuditHead(sequence: stored.sequence + 4, hash: stored.hash)
      let result = try await house.gate.audit.verify(knownHead: known, by: house.command)
      #expect(
        result.findings == [
          .storeIsOlder(storeHead: stored.sequence, knownHead: known.sequence)
        ])
      // Another history of the same length.
      let other = AuditHead(
        sequence: stored.sequence, hash: house.environment.hashing.digest([1]))
      let differs = try await house.gate.audit.verify(knownHead: other, by: house.command)
      #expect(differs.findings == [.headDiffers(stored.sequence)])
    }
  }

  @Test("an event that Brama started on an older store stays a finding")
  func recordedMismatch() async throws {
    try await House.with { house async throws in
      try await house.gate.upkeep.note(.auditHeadMismatch, details: [:], by: .system)
      let at = try await head(house).sequence
      let result = try await house.gate.audit.verify(knownHead: nil, by: house.command)
      #expect(result.findings == [.recordedMismatch(at)])
    }
  }

  @Test("pruning removes what is old, leaves a checkpoint that verifies, and can be repeated")
  func prune() async throws {
    try await House.with { house async throws in
      try await write(6, in: house)
      let middle = house.clock.now - .minutes(3)
      await #expect(throws: Rejection.forbidden) {
        try await house.gate.audit.prune(before: middle, by: house.administrator())
      }
      #expect(try await house.gate.audit.prune(before: middle, by: house.command) == 3)
      var result = try await house.gate.audit.verify(knownHead: head(house), by: house.command)
      #expect(result.findings.isEmpty)
      #expect(try await house.events(.backupMade).count == 3)
      let checkpoint = try #require(try await house.events(.auditPruned).first)
      #expect(checkpoint.details["lines"] == "3")
      #expect(checkpoint.details["through"] == "3")
      #expect(try await house.gate.audit.prune(before: middle, by: house.command) == 0)
      #expect(try await house.events(.auditPruned).count == 1)
      // Everything: the newest line stays, and the next checkpoint vouches.
      house.clock.advance(.days(1))
      #expect(try await house.gate.audit.prune(before: house.clock.now, by: house.command) == 3)
      result = try await house.gate.audit.verify(knownHead: head(house), by: house.command)
      #expect(result.findings.isEmpty)
      #expect(result.lines == 2)
      #expect(try await head(house).sequence == 8)
    }
  }

  @Test("a chain whose beginning is gone without a checkpoint is broken at its first line")
  func prunedByHand() async throws {
    try await House.with { house async throws in
      try await write(6, in: house)
      #expect(
        try await house.gate.audit.prune(
          before: house.clock.now - .minutes(4), by: house.command) == 2)
      _ = try await house.store.write { try $0.audit.prune(before: 5) }
      let result = try await house.gate.audit.verify(knownHead: nil, by: house.command)
      #expect(result.findings == [.brokenAt(5)])
    }
  }

  @Test("a line that was changed, left out or put elsewhere breaks the chain at its number")
  func chain() async throws {
    try await House.with { house async throws in
      try await write(5, in: house)
      let records = try await house.store.read { try $0.audit.records(from: 0, limit: 10) }
      func findings(_ lines: [AuditRecord]) -> [AuditTrail.Finding] {
        var check = AuditChainCheck(knownHead: nil)
        for line in lines { check.take(line, hash: house.gate.audit.hash(of: line)) }
        return check.finish().findings
      }
      #expect(findings(records).isEmpty)
      var changed = records
      let third = records[2]
      changed[2] = AuditRecord(
        sequence: third.sequence, at: third.at + .seconds(1), action: third.action,
        callerKind: third.callerKind, caller: third.caller, subject: third.subject,
        company: third.company, reason: third.reason, details: third.details,
        personal: third.personal, previous: third.previous, hash: third.hash)
      #expect(findings(changed) == [.brokenAt(3)])
      // Hashed again without the key: the next line does not fit either.
      changed[2] = changed[2].hashed(
        house.environment.hashing.digest(changed[2].canonicalBytes))
      #expect(findings(changed) == [.brokenAt(3), .brokenAt(4)])
      var missing = records
      missing.remove(at: 2)
      #expect(findings(missing) == [.brokenAt(4)])
      var swapped = records
      swapped.swapAt(1, 2)
      #expect(findings(swapped).first == .brokenAt(3))
      #expect(findings(Array(records.dropFirst())) == [.brokenAt(2)])
    }
  }
}
