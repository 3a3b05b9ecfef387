internal import CGSSAPI
import Identity

/// Owner of one GSS credential.
final class KerberosCredential: @unchecked Sendable {
  // Never written after `init`; the library's own lock protects what it points to.
  let pointer: gss_cred_id_t

  init(_ pointer: gss_cred_id_t) { self.pointer = pointer }

  deinit {
    var minor: OM_uint32 = 0
    var credential: gss_cred_id_t? = pointer
    gss_release_cred(&minor, &credential)
  }

  /// What the library says of a call that failed.
  static func failure(_ what: String, _ major: OM_uint32, _ minor: OM_uint32) -> ConnectionFailure {
    // What the mechanism says is the more telling; without it the general word must do.
    let text = minor == 0 ? text(major, GSS_C_GSS_CODE) : text(minor, GSS_C_MECH_CODE)
    let isOutOfReach = cgssapi_is_out_of_reach(minor) != 0
    return ConnectionFailure(
      .notSent, isOutOfReach ? .unavailable : .serviceAccountRefused, "\(what): \(text)")
  }

  private static func text(_ code: OM_uint32, _ kind: Int32) -> String {
    var (minor, more) = (OM_uint32(0), OM_uint32(0))
    var text = gss_buffer_desc()
    gss_display_status(&minor, code, kind, cgssapi_kerberos(), &more, &text)
    defer { gss_release_buffer(&minor, &text) }
    return String(
      decoding: UnsafeRawBufferPointer(start: text.value, count: text.length).prefix(300),
      as: UTF8.self)
  }
}

/// Owner of one GSS name.
struct KerberosName: ~Copyable {
  let pointer: gss_name_t

  init(_ text: String, _ kind: gss_OID?, _ what: String) throws(ConnectionFailure) {
    var minor: OM_uint32 = 0
    var name: gss_name_t?
    var bytes = Array(text.utf8)
    let major = bytes.withUnsafeMutableBytes { bytes in
      var buffer = gss_buffer_desc(length: bytes.count, value: bytes.baseAddress)
      return gss_import_name(&minor, &buffer, kind, &name)
    }
    guard cgssapi_is_error(major) == 0, let name else {
      throw KerberosCredential.failure(what, major, minor)
    }
    pointer = name
  }

  deinit {
    var minor: OM_uint32 = 0
    var name: gss_name_t? = pointer
    gss_release_name(&minor, &name)
  }
}
