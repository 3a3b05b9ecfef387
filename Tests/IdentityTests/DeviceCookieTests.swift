import Testing

@testable import Identity

@Suite("A browser that the person is known by: its cookie")
struct DeviceCookieTests {
  @Test("an entry is for one person, for a year, and for nobody without its hash")
  func entries() async throws {
    try await House.with { house in
      let anna = EmployeeID(random: house.environment.random)
      let jan = EmployeeID(random: house.environment.random)
      let devices = house.gate.devices
      let cookie = devices.cookie(for: anna, after: nil)
      let read = try #require(DeviceCookie(cookie.text))
      #expect(read == cookie)
      let device = try #require(devices.device(in: read, of: anna))
      #expect(devices.device(in: read, of: jan) == nil)
      #expect(devices.device(in: nil, of: anna) == nil)
      // Another house has another key; the same one has it after a restart, too.
      #expect(try await house.reopened().gate.devices.device(in: read, of: anna) == device)
      try await House.with { other in
        #expect(other.gate.devices.device(in: read, of: anna) == nil)
      }
      house.clock.advance(.days(364))
      #expect(devices.device(in: read, of: anna) == device)
      house.clock.advance(.days(1))
      #expect(devices.device(in: read, of: anna) == nil)
      // Nor is it carried on.
      #expect(devices.cookie(for: jan, after: read).entries.count == 1)
    }
  }

  @Test("one changed bit anywhere, and it is nobody's")
  func forged() async throws {
    try await House.with { house in
      let anna = EmployeeID(random: house.environment.random)
      let text = house.gate.devices.cookie(for: anna, after: nil).text
      let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
      for index in text.indices {
        let value = try #require(alphabet.firstIndex(of: text[index]))
        for bit in 0..<6 {
          var changed = text
          changed.replaceSubrange(index...index, with: [alphabet[value ^ (1 << bit)]])
          let forged = DeviceCookie(changed)
          #expect(house.gate.devices.device(in: forged, of: anna) == nil, "\(changed)")
        }
      }
    }
  }

  @Test("what has not the form of entries is no cookie")
  func form() async throws {
    try await House.with { house in
      let good = house.gate.devices.cookie(
        for: EmployeeID(random: house.environment.random), after: nil
      )
      .text
      let bad = [
        "", ".", "x", "\(good).", ".\(good)", "\(good)..\(good)", String(good.dropLast()),
        good + "A", good + "====", "\(good.dropLast())=", "\(good.dropLast())+",
        "\(good.dropLast()) ", "\(good.dropLast())ł",
        Array(repeating: good, count: 5).joined(separator: "."),
      ]
      for text in bad { #expect(DeviceCookie(text) == nil, "\(text)") }
      // A newer form is ignored by an older program.
      #expect(DeviceCookie("B" + good.dropFirst()) == nil)
    }
  }

  @Test("the last four people of a browser each keep an entry, one each")
  func people() async throws {
    try await House.with { house in
      let devices = house.gate.devices
      let people = (0..<5).map { _ in EmployeeID(random: house.environment.random) }
      var cookie: DeviceCookie?
      for person in people.prefix(4) { cookie = devices.cookie(for: person, after: cookie) }
      let first = devices.device(in: cookie, of: people[0])
      #expect(people.prefix(4).allSatisfy { devices.device(in: cookie, of: $0) != nil })
      // A sign-in makes a new entry in place of one's own.
      cookie = devices.cookie(for: people[0], after: cookie)
      let again = devices.device(in: cookie, of: people[0])
      #expect(again != nil && again != first)
      #expect(cookie?.entries.count == 4)
      cookie = devices.cookie(for: people[4], after: cookie)
      let known = people.map { devices.device(in: cookie, of: $0) != nil }
      #expect(known == [true, false, true, true, true])
      #expect(cookie?.text.utf8.count == 4 * 76 + 3)
    }
  }
}
