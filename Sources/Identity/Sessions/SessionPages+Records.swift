/// Where sessions and their owners stand, and what leads to them.
extension SessionPages {
  /// Keeps a person's data for the sessions that follow.
  mutating func note(_ person: Person) {
    owners[ownerMade(person.employee)].person = person
  }

  /// As `note`, but only for people who are known here.
  mutating func change(_ person: Person) {
    guard let owner = owner(person.employee), owners[owner].person != nil else { return }
    owners[owner].person = person
  }

  mutating func insert(_ session: Session) {
    remove([session.id])
    if let number = record(session.token) { remove([records[number].id]) }
    let owner = ownerMade(session.employee)
    var record = SessionRecord(
      session, owner: Int32(owner), address: texts.take(session.origin.address),
      userAgent: session.origin.userAgent.map { texts.take($0) } ?? SessionRecord.none)
    let second = owners[owner].first
    record.next = second
    let number = records.add(record)
    if second != SessionRecord.none { records[Int(second)].previous = Int32(number) }
    owners[owner].first = Int32(number)
    owners[owner].count += 1
    byToken.insert(number, session.token.firstWord)
    byID.insert(number, session.id.mixed)
  }

  /// Forgets sessions, and with the last one of a person that person's data.
  mutating func remove(_ ids: [SessionID]) {
    for id in ids {
      if let number = record(id) { remove(number) }
    }
  }

  private mutating func remove(_ number: Int) {
    let record = records[number]
    byToken.remove(number, record.token.firstWord)
    byID.remove(number, record.id.mixed)
    let owner = Int(record.owner)
    if record.previous != SessionRecord.none {
      records[Int(record.previous)].next = record.next
    } else {
      owners[owner].first = record.next
    }
    if record.next != SessionRecord.none { records[Int(record.next)].previous = record.previous }
    owners[owner].count -= 1
    if owners[owner].count == 0 {
      byEmployee.remove(owner, owners[owner].employee.mixed)
      owners.remove(owner)
    }
    texts.release(record.address)
    if record.userAgent != SessionRecord.none { texts.release(record.userAgent) }
    records.remove(number)
  }

  func record(_ token: Digest) -> Int? {
    var search = byToken.search(token.firstWord)
    while let number = byToken.next(&search) {
      if records[number].token == token { return number }
    }
    return nil
  }

  func record(_ id: SessionID) -> Int? {
    var search = byID.search(id.mixed)
    while let number = byID.next(&search) {
      if records[number].id == id { return number }
    }
    return nil
  }

  func owner(_ id: EmployeeID) -> Int? {
    var search = byEmployee.search(id.mixed)
    while let number = byEmployee.next(&search) {
      if owners[number].employee == id { return number }
    }
    return nil
  }

  private mutating func ownerMade(_ id: EmployeeID) -> Int {
    if let owner = owner(id) { return owner }
    let owner = owners.add(SessionOwner(employee: id))
    byEmployee.insert(owner, id.mixed)
    return owner
  }
}
