internal import CLDAP
internal import Glibc
import Identity

/// What a mechanism may ask while it binds, and the memory of the answers, which it reads until the bind
/// is over. Used by one connection's thread.
final class SASLQuestions {
  private let user: String
  private let password: Secret
  private let credential: KerberosCredential?
  private var answers: [UnsafeMutableRawBufferPointer] = []

  init(user: String, password: Secret, credential: KerberosCredential?) {
    self.user = user
    self.password = password
    self.credential = credential
  }

  deinit {
    for answer in answers {
      // The compiler must not leave it out because nobody reads it any more.
      if let start = answer.baseAddress { explicit_bzero(start, answer.count) }
      answer.deallocate()
    }
  }

  /// - Returns: a result code of the client's side; 0: all is answered.
  fileprivate func answer(_ ld: OpaquePointer?, _ list: UnsafeMutablePointer<sasl_interact_t>)
    -> Int32
  {
    // The mechanism has begun and has not yet taken a ticket: now the library takes the one to use.
    if let credential,
      ldap_set_option(ld, LDAP_OPT_X_SASL_GSS_CREDS, UnsafeRawPointer(credential.pointer)) != 0
    {
      return -2  // LDAP_LOCAL_ERROR
    }
    var question = list
    while question.pointee.id != UInt(SASL_CB_LIST_END) {
      switch Int32(question.pointee.id) {
      // Whose rights are wanted: one's own.
      case SASL_CB_USER: put([UInt8](), question)
      case SASL_CB_AUTHNAME: put(user.utf8, question)
      case SASL_CB_PASS: password.withBytes { put($0, question) }
      case SASL_CB_GETREALM:
        // What the server proposes.
        let proposed = question.pointee.defresult.map { String(cString: $0) } ?? ""
        put(proposed.utf8, question)
      default: return -2
      }
      question += 1
    }
    return 0
  }

  private func put(
    _ bytes: some Collection<UInt8>, _ question: UnsafeMutablePointer<sasl_interact_t>
  ) {
    let count = bytes.count
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count + 1, alignment: 1)
    memory.copyBytes(from: bytes)
    memory[count] = 0
    answers.append(memory)
    question.pointee.result = UnsafeRawPointer(memory.baseAddress)
    question.pointee.len = UInt32(count)
  }
}

/// For libldap: `defaults` are the `SASLQuestions` of the bind under way, `list` is what is asked.
func answerQuestions(
  _ ld: OpaquePointer?, _ flags: UInt32, _ defaults: UnsafeMutableRawPointer?,
  _ list: UnsafeMutableRawPointer?
) -> Int32 {
  guard let defaults, let list else { return -2 }
  return Unmanaged<SASLQuestions>.fromOpaque(defaults).takeUnretainedValue()
    .answer(ld, list.assumingMemoryBound(to: sasl_interact_t.self))
}
