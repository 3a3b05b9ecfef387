import App
import Messages

/// `brama domain confirm`: the service password given again for a domain whose address changed.
enum DomainConfirmCommand {
  static let command = Command.command(
    "confirm", "Give a domain's service password again after its address changed",
    arguments: [.init(name: "DOMAIN", summary: "the domain's name")],
    notes: """
      A domain whose servers, TLS settings, certificate authority or service account changed is not used
      until its service password is changed along with them, or given here, as one line on standard
      input: so nobody who does not know the password can have it sent elsewhere. The password is
      compared with the configured one and sent nowhere.
      """
  ) { context in
    let domain = try context.invocation.required("DOMAIN")
    let catalogue = context.catalogue
    let prompt = catalogue.text(.servicePasswordWanted(domain: domain))
    let password = try Terminal.readSecret(prompt: prompt)
    try await context.withAPI { api in
      do {
        try await api.post(
          "/local/domains/\(encoded(domain))/confirm", ["password": .string(password)])
      } catch let failure as CommandFailure where failure.code == .notFound {
        // A domain that is not there says so itself.
        let exists = try context.configuration().domainNames.contains(domain.lowercased())
        throw exists
          ? CommandFailure(.notFound, catalogue.text(.nothingToConfirm(domain: domain))) : failure
      }
      try context.report(
        ["domain": .string(domain), "confirmed": true], .domainConfirmed(domain))
    }
  }
}
