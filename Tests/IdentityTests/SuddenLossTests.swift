import Testing

@testable import Identity

@Suite("A sudden loss is judged over everybody with a card, not over who is signed in")
struct SuddenLossTests {
  /// Cards `p1` to `p<count>`, the first three of them signed in.
  private func people(_ count: Int, in house: House) async throws -> [House.Presence] {
    try await house.useDomain()
    var sessions: [House.Presence] = []
    for number in 1...count {
      let card = try await house.linkedCard("p\(number)")
      if number <= 3 { sessions.append(try await house.session(of: card)) }
    }
    return sessions
  }

  @Test(
    "two of three who are signed in are gone, of ten in all: no sudden loss, their sessions end")
  func fewOfAll() async throws {
    try await House.with { house async throws in
      let sessions = try await people(10, in: house)
      house.directory.change { $0.members.removeFirst(2) }
      for _ in 1...2 { #expect(await house.gate.upkeep.checkDirectories().isEmpty) }
      #expect(sessions.map(house.isAlive) == [false, false, true])
      // Everybody was asked for once: when the loss was first seen.
      #expect(house.directory.change { $0.batches } == [3, 10, 3])
      #expect(try await house.events(.directoryCheckStopped).isEmpty)
    }
  }

  @Test("two of three who are signed in are gone, and one more of ten in all: a sudden loss")
  func manyOfAll() async throws {
    try await House.with { house async throws in
      let sessions = try await people(10, in: house)
      house.directory.change { $0.members.removeAll { ["p1", "p2", "p9"].contains($0.login) } }
      for _ in 1...3 {
        #expect(
          await house.gate.upkeep.checkDirectories() == [.named("firma"): "sudden-loss"])
      }
      #expect(sessions.allSatisfy(house.isAlive))
      // Accepted, it takes those who are still missing.
      #expect(try await house.gate.upkeep.acceptLoss(domain: "firma", by: house.command) == 3)
      #expect(await house.gate.upkeep.checkDirectories().isEmpty)
      #expect(sessions.map(house.isAlive) == [false, false, true])
    }
  }

  @Test("people who were not in the directory before are no part of a sudden loss")
  func knownMissing() async throws {
    try await House.with { house async throws in
      let sessions = try await people(9, in: house)
      for number in 10...12 {
        let card = try await house.linkedCard("p\(number)")
        house.directory.remove(.named("id-p\(number)"))
        _ = try await house.gate.employees.refresh(card.id, by: house.command)
      }
      house.directory.change { $0.members.removeFirst(2) }
      // Two of nine are more than 20 %; two of twelve would not be.
      #expect(await house.gate.upkeep.checkDirectories() == [.named("firma"): "sudden-loss"])
      #expect(sessions.allSatisfy(house.isAlive))
    }
  }

  @Test("a question about everybody that has no answer ends nobody's session")
  func noAnswer() async throws {
    try await House.with { house async throws in
      let sessions = try await people(10, in: house)
      house.directory.change { entries in
        entries.members.removeFirst(2)
        entries.batchesAnswered = 1
      }
      #expect(await house.gate.upkeep.checkDirectories() == [.named("firma"): "unavailable"])
      house.directory.change { $0.batchesAnswered = .max }
      #expect(await house.gate.upkeep.checkDirectories().isEmpty)
      // That was the first complete look.
      #expect(sessions.allSatisfy(house.isAlive))
      #expect(await house.gate.upkeep.checkDirectories().isEmpty)
      #expect(sessions.map(house.isAlive) == [false, false, true])
    }
  }

  @Test("archived cards are not asked for")
  func archived() async throws {
    try await House.with { house async throws in
      let sessions = try await people(3, in: house)
      for number in 4...20 {
        let member = house.directory.add("p\(number)")
        try await house.card(
          "p\(number)", link: MemberLink(domain: .named("firma"), member: member.id),
          state: .archived)
      }
      house.directory.change { $0.members.removeFirst(2) }
      #expect(await house.gate.upkeep.checkDirectories() == [.named("firma"): "sudden-loss"])
      #expect(house.directory.change { $0.batches } == [3, 3])
      #expect(sessions.allSatisfy(house.isAlive))
    }
  }
}
