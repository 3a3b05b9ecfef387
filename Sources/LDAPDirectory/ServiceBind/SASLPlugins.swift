internal import CLDAP

/// The SASL mechanisms that this machine has for clients.
enum SASLPlugins {
  /// Asked once: plugins are loaded when the library is first used and stay.
  static let names: Set<String> = {
    var list: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
    guard ldap_get_option(nil, LDAP_OPT_X_SASL_MECHLIST, &list) == 0, let list else { return [] }
    // The list is the library's own and is not freed.
    var names: Set<String> = []
    var index = 0
    while let name = list[index] {
      names.insert(String(cString: name))
      index += 1
    }
    return names
  }()

  /// In this process no plugin will be loaded: EXTERNAL is the only mechanism then. libldap loads all that the
  /// machine has when it is first used, with their own libraries, whether a connection binds by one or not.
  /// It changes nothing once they are loaded.
  static func leaveOut() {
    // A path on which there can be no plugin (sasl_set_path(3) copies it).
    _ = "/dev/null".withCString { path in
      sasl_set_path(SASL_PATH_TYPE_PLUGIN, UnsafeMutablePointer(mutating: path))
    }
  }
}
