import HTTPEngine
import Identity

/// The answer to `GET /session`: who is signed in, and until when. Everything behind Brama asks for it at
/// each request of its own, so it is written in one go; its members are those of `JSON(CheckedSession)`
/// and `JSON(Person)`, which a test compares.
enum CurrentSession {
  private static let headers = Headers([.init(name: "Content-Type", value: "application/json")])

  static func response(_ checked: CheckedSession) -> Response {
    Response(status: 200, headers: headers, body: body(checked))
  }

  static func body(_ checked: CheckedSession) -> [UInt8] {
    let (origin, person) = (checked.session.origin, checked.person)
    // The names of the members, three identifiers and three moments take less than 512 bytes.
    let room =
      512 + JSONWriter.room(for: origin.address) + JSONWriter.room(for: origin.userAgent)
      + JSONWriter.room(for: person.login) + JSONWriter.room(for: person.name)
      + JSONWriter.room(for: person.email)
    return [UInt8](unsafeUninitializedCapacity: room) { memory, count in
      var out = JSONWriter(memory)
      write(checked, to: &out)
      count = out.count
    }
  }

  private static func write(_ checked: CheckedSession, to out: inout JSONWriter) {
    let session = checked.session
    out.put(json: #"{"session":{"id":"#)
    out.put(session.id)
    out.put(json: #","company":"#)
    out.put(session.company)
    out.put(json: #","client":"#)
    out.put(session.client.rawValue)
    out.put(json: #","address":"#)
    out.put(session.origin.address)
    out.put(json: #","userAgent":"#)
    out.put(session.origin.userAgent)
    out.put(json: #","remembered":"#)
    out.put(session.isRemembered)
    out.put(json: #","createdAt":"#)
    out.put(session.createdAt)
    out.put(json: #","lastSeenAt":"#)
    out.put(session.lastSeenAt)
    out.put(json: #","expiresAt":"#)
    out.put(checked.expiresAt)
    let person = checked.person
    out.put(json: #"},"employee":{"id":"#)
    out.put(person.employee)
    out.put(json: #","login":"#)
    out.put(person.login)
    out.put(json: #","name":"#)
    out.put(person.name)
    out.put(json: #","email":"#)
    out.put(person.email)
    out.put(json: #","role":"#)
    out.put(person.role.rawValue)
    out.put(json: #","domainSignIn":"#)
    out.put(person.isDomainMember)
    out.put(json: #","enrolled":"#)
    out.put(person.isEnrolled)
    out.put(json: "}}")
  }
}
