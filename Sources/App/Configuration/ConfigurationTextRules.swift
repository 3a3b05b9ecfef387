import LDAPDirectory

/// The kinds of text that keys hold.
extension TextRule where Value == String {
  /// On one line, without control characters.
  private static func isPlain(_ text: String, upTo limit: Int = 1024) -> Bool {
    (1...limit).contains(text.utf8.count)
      && !text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7f }
  }

  static var path: Self { Self(allowed: "the path of a file") { isPlain($0) ? $0 : nil } }

  static var optionalPath: Self {
    Self(allowed: "\(path.allowed), or nothing") { $0.isEmpty ? $0 : path.parse($0) }
  }

  /// Where a Unix socket may lie: `sockaddr_un` has room for 108 bytes with the final NUL (unix(7)).
  static var socketPath: Self {
    Self(allowed: "a path of at most 107 bytes") { isPlain($0, upTo: 107) ? $0 : nil }
  }

  /// The shape only: the directory has the last word on names.
  static var distinguishedName: Self {
    Self(allowed: "a distinguished name, as in dc=example,dc=com") {
      isPlain($0) && $0.contains("=") && !$0.hasPrefix("=") ? $0 : nil
    }
  }

  static var optionalDistinguishedName: Self {
    Self(allowed: "\(distinguishedName.allowed), or nothing") {
      $0.isEmpty ? $0 : distinguishedName.parse($0)
    }
  }

  /// A short name or an OID (RFC 4512, 2.5).
  static var attribute: Self {
    Self(allowed: "the name of an attribute, as in uid") { text in
      (1...128).contains(text.utf8.count)
        && text.utf8.allSatisfy {
          (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0)
            || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
        } && text.first?.isASCII == true && text.first != "-" && text.first != "." ? text : nil
    }
  }

  static var attributeOrNone: Self {
    Self(allowed: "\(attribute.allowed), or nothing") {
      $0.isEmpty ? $0 : attribute.parse($0)
    }
  }

  /// Parentheses in pairs around the whole (RFC 4515, 3); values in it write them as `\28` and `\29`.
  static var filter: Self {
    Self(allowed: "an LDAP filter in parentheses, as in (objectClass=person)") { text in
      guard isPlain(text), text.hasPrefix("("), text.hasSuffix(")") else { return nil }
      var depth = 0
      for (offset, byte) in text.utf8.enumerated() {
        if byte == UInt8(ascii: "(") { depth += 1 }
        if byte == UInt8(ascii: ")") { depth -= 1 }
        // Closed before the end: two filters side by side, or one parenthesis too many.
        if depth <= 0, offset < text.utf8.count - 1 { return nil }
      }
      return depth == 0 && text.contains("=") ? text : nil
    }
  }

  static var optionalFilter: Self {
    Self(allowed: "\(filter.allowed), or nothing") { $0.isEmpty ? $0 : filter.parse($0) }
  }

  static var plainText: Self { Self(allowed: "a text on one line") { isPlain($0) ? $0 : nil } }

  /// Groups are told by their class alone.
  static var groupFilter: Self {
    Self(allowed: "(objectClass=NAME), or nothing") { text in
      if text.isEmpty { return text }
      let parts = text.dropFirst().dropLast().split(
        separator: "=", omittingEmptySubsequences: false)
      guard text.hasPrefix("("), text.hasSuffix(")"), parts.count == 2,
        parts[0].lowercased() == "objectclass", attribute.parse(String(parts[1])) != nil
      else { return nil }
      return text
    }
  }

  /// The three forms of RFC 4516 that name a server and nothing else, or the DNS name of a domain whose
  /// servers are looked up.
  static var directoryServer: Self {
    Self(allowed: "ldap://HOST, ldaps://HOST or ldapi://PATH, or srv:DOMAIN") { text in
      if text.lowercased().hasPrefix(ServiceDiscovery.scheme) {
        let name = String(text.dropFirst(ServiceDiscovery.scheme.count))
        return (try? ServiceDiscovery(domain: name)) == nil ? nil : text
      }
      guard isPlain(text), !text.contains(" "), let mark = text.firstRange(of: "://") else {
        return nil
      }
      let rest = text[mark.upperBound...]
      switch text[..<mark.lowerBound].lowercased() {
      case "ldap", "ldaps":
        let host = rest.hasSuffix("/") ? rest.dropLast() : rest
        return !host.isEmpty && !host.contains(where: { "/?#@,".contains($0) }) ? text : nil
      case "ldapi": return rest.hasPrefix("/") || rest.lowercased().hasPrefix("%2f") ? text : nil
      default: return nil
      }
    }
  }

  /// A part of a login, in lower case.
  static var loginPart: Self {
    Self(allowed: "a name without \\, @ and spaces") { text in
      isPlain(text, upTo: 255) && !text.contains(where: { "\\@ ".contains($0) })
        ? text.lowercased() : nil
    }
  }
}

extension TextRule where Value == ListenAddress {
  static var address: Self {
    Self(allowed: "an IP address and a port, as in 127.0.0.1:8443 or [::1]:8443") {
      ListenAddress($0)
    }
  }
}

extension TextRule where Value == AddressRange {
  static var range: Self {
    Self(allowed: "an IP address or a range, as in 10.0.0.0/8") { AddressRange($0) }
  }
}

extension TextRule where Value == PublicURL {
  static var publicURL: Self {
    Self(allowed: "an https address without a path, as in https://login.example.com") {
      PublicURL($0)
    }
  }
}
