internal import CLDAP
internal import Glibc
import Identity

/// What a server said to a change of a password.
struct ChangeAnswer: Sendable, Equatable {
  let code: ResultCode
  let policy: PasswordPolicy
  let message: String
}

extension LDAPHandle {
  /// One password modify request (RFC 3062) that names the entry, the old and the new password.
  func modifyPassword(_ dn: String, from old: Secret, to new: Secret, by deadline: Deadline)
    throws(ConnectionFailure) -> ChangeAnswer
  {
    try checkChange(dn, old, new)
    var id: Int32 = 0
    try sendAskingForPolicy { controls in
      Secret(dn).withBerval { name in
        old.withBerval { old in
          new.withBerval { new in
            var (name, old, new) = (name, old, new)
            return ldap_passwd(ld, &name, &old, &new, controls, nil, &id)
          }
        }
      }
    }
    return try changeAnswer(id, by: deadline)
  }

  /// Active Directory's way ([MS-ADTS] 3.1.1.3.1.5): the old value deleted and the new one added in one
  /// modify, both in quotation marks and UTF-16. An administrator's reset would be a replace.
  func changeUnicodePassword(_ dn: String, from old: Secret, to new: Secret, by deadline: Deadline)
    throws(ConnectionFailure) -> ChangeAnswer
  {
    try checkChange(dn, old, new)
    guard let old = Self.quotedUTF16(old), let new = Self.quotedUTF16(new) else {
      throw ConnectionFailure(.answered, .badAnswer, "a password that is not UTF-8")
    }
    var id: Int32 = 0
    try sendAskingForPolicy { controls in
      old.withBerval { old in
        new.withBerval { new in
          Self.withModification(LDAP_MOD_DELETE, "unicodePwd", old) { removal in
            Self.withModification(LDAP_MOD_ADD, "unicodePwd", new) { addition in
              var list: [UnsafeMutablePointer<LDAPMod>?] = [removal, addition, nil]
              return ldap_modify_ext(ld, dn, &list, controls, nil, &id)
            }
          }
        }
      }
    }
    return try changeAnswer(id, by: deadline)
  }

  /// An empty password stands for another request in both ways: one that the server makes up itself, or
  /// none at all.
  private func checkChange(_ dn: String, _ old: Secret, _ new: Secret) throws(ConnectionFailure) {
    guard !dn.isEmpty, !dn.utf8.contains(0), !old.isEmpty, !new.isEmpty else {
      throw ConnectionFailure(.answered, .badAnswer, "a change without a name or a password")
    }
    try limitMessages(to: 64 << 10)
  }

  private func changeAnswer(_ id: Int32, by deadline: Deadline)
    throws(ConnectionFailure) -> ChangeAnswer
  {
    let answer = try parseWithPolicy(try nextMessage(id, by: deadline))
    return ChangeAnswer(code: answer.code, policy: answer.policy, message: answer.message)
  }

  /// `nil` for bytes that are no UTF-8.
  private static func quotedUTF16(_ password: Secret) -> Secret? {
    password.withText { text in
      var bytes: [UInt8] = []
      // No growing: each step would leave a copy behind.
      bytes.reserveCapacity(4 * text.utf8.count + 4)
      bytes.append(contentsOf: [0x22, 0])
      for unit in text.utf16 { bytes.append(contentsOf: [UInt8(unit & 0xff), UInt8(unit >> 8)]) }
      bytes.append(contentsOf: [0x22, 0])
      defer {
        bytes.withUnsafeMutableBytes { raw in
          if let start = raw.baseAddress { explicit_bzero(start, raw.count) }
        }
      }
      return Secret(bytes)
    }
  }

  private static func withModification<Result>(
    _ operation: Int32, _ attribute: String, _ value: berval,
    _ body: (UnsafeMutablePointer<LDAPMod>) -> Result
  ) -> Result {
    var value = value
    return attribute.withCString { name in
      withUnsafeMutablePointer(to: &value) { value in
        var values: [UnsafeMutablePointer<berval>?] = [value, nil]
        return values.withUnsafeMutableBufferPointer { values in
          var modification = LDAPMod()
          modification.mod_op = operation | LDAP_MOD_BVALUES
          modification.mod_type = UnsafeMutablePointer(mutating: name)
          modification.mod_vals.modv_bvals = values.baseAddress
          return withUnsafeMutablePointer(to: &modification, body)
        }
      }
    }
  }
}

extension Secret {
  /// The bytes as libldap takes them: it only reads, whatever the type of the pointer says.
  func withBerval<Result>(_ body: (berval) -> Result) -> Result {
    withBytes { bytes in
      body(
        berval(
          bv_len: ber_len_t(bytes.count),
          bv_val: UnsafeMutableRawPointer(mutating: bytes.baseAddress)?.assumingMemoryBound(
            to: CChar.self)))
    }
  }
}
