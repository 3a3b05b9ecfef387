import Foundation
import Messages
import Testing

@testable import Identity
@testable import Portal

/// Every page in both languages, as it is sent.
@Suite("Every page")
struct PagesViewTests {
  static let hostile = "<b>\"Zażółć\" & 'gęślą'</b>"

  static func markup(_ language: Language, _ problem: FormProblem? = nil) -> FormMarkup {
    FormMarkup(
      catalogue: Catalogue(language), token: FormToken(random: FixedBytes()), problem: problem)
  }

  static func problem(_ field: String?, _ language: Language) -> FormProblem {
    var problem = FormProblem(
      Refusal.wrongCode(serverTime: Timestamp(seconds: 79_197)), in: Catalogue(language))
    problem.field = field
    return problem
  }

  static func offer() -> EnrolmentOffer {
    EnrolmentOffer(
      secret: Secret("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
      uri: Secret("otpauth://totp/Brama:a?secret=ABCD&issuer=Brama"), qr: "<svg/>")
  }

  static func session(_ client: ClientKind = .web, isDomainMember: Bool = false, enrolled: Bool)
    -> CheckedSession
  {
    let random = SystemBytes()
    let employee = EmployeeID(random: random)
    let now = Timestamp(seconds: 1_800_000_000)
    return CheckedSession(
      session: Session(
        id: SessionID(random: random), token: Digest(bytes: random.bytes(32)), employee: employee,
        company: .home, client: client, isRemembered: enrolled,
        origin: ClientOrigin(address: "192.0.2.7", userAgent: hostile), createdAt: now,
        endsAt: nil, lastSeenAt: now),
      person: Person(
        employee: employee, login: hostile, name: hostile, email: "a@example.com",
        role: .administrator, isDomainMember: isDomainMember, isEnrolled: enrolled),
      expiresAt: enrolled ? nil : now)
  }

  /// All pages there are, by name.
  static func pages(_ language: Language) -> [(name: String, page: Page)] {
    let plain = markup(language)
    let catalogue = Catalogue(language)
    let companies = SignInView.Companies(
      shown: (1...9).map { (CompanyID(random: SystemBytes()), "\(hostile) \($0)") }, search: "a",
      chosen: "")
    let current = session(enrolled: true)
    let domain = session(isDomainMember: true, enrolled: false)
    var all: [(String, Page)] = [
      ("sign-in", SignInView(markup: plain, notice: .signedOutNotice, isSetupPending: true).page),
      (
        "sign-in, companies, problem",
        SignInView(
          markup: markup(language, problem("company", language)), login: hostile, remember: true,
          companies: companies
        ).page
      ),
      ("second step", SecondStepView(markup: plain).page),
      (
        "second step, recovery",
        SecondStepView(markup: markup(language, problem("code", language)), usesRecoveryCode: true)
          .page
      ),
      (
        "enrolment",
        EnrolmentView(markup: plain, offer: offer(), action: .enrolment, isRequired: true).page
      ),
      (
        "own enrolment, problem",
        EnrolmentView(
          markup: markup(language, problem("code", language)), offer: offer(),
          action: .ownSecondFactorConfirm, isRequired: false
        ).page
      ),
      ("enrolment code", EnrolmentCodeView(markup: plain).page),
      (
        "recovery codes",
        RecoveryCodesView(
          catalogue: catalogue, codes: ["AAAA-BBBB-CCCC-DDDD", "EEEE-FFFF-GGGG-HHHH"],
          login: hostile, next: .account, notice: .secondFactorOn
        ).page
      ),
      ("elsewhere", ElsewhereView(markup: plain, kinds: [.desktop, .mobile]).page),
      (
        "own password", OwnPasswordView(markup: plain, login: hostile, needsCode: true).page
      ),
      (
        "account",
        AccountView(
          markup: markup(language, problem(nil, language)), current: current,
          sessions: [current, session(.desktop, enrolled: false)], zone: .gmt,
          notice: .sessionEndedNotice
        ).page
      ),
      (
        "account of a domain member",
        AccountView(markup: plain, current: domain, sessions: [domain], zone: .gmt).page
      ),
    ]
    for reason in [PasswordChangeReason.mustChange, .expired] {
      all.append(
        (
          "password change",
          PasswordChangeView(markup: plain, reason: reason, isInDomain: true).page
        ))
    }
    for purpose in [AccessCode.Purpose.activation, .setup] {
      all.append(
        (
          "\(purpose)",
          AccessCodeView(markup: markup(language, problem("repeat", language)), purpose: purpose)
            .page
        ))
    }
    for question in [SecondFactorQuestionView.Question.begin, .reenrol, .disable, .renewCodes] {
      all.append(
        (
          "\(question)",
          SecondFactorQuestionView(markup: plain, question: question, login: hostile).page
        ))
    }
    for kind in [
      MessageView.Kind.notFound, .badRequest, .formExpired, .tooLarge, .methodNotAllowed, .broken,
      .unavailable(hostile),
    ] {
      all.append(
        ("\(kind)", MessageView(catalogue: catalogue, kind: kind, next: .signIn).page))
    }
    return all + PagesAdministrationSamples.pages(language)
  }

  static func parsed(_ language: Language) throws -> [(name: String, page: ParsedPage)] {
    try pages(language).map { name, page in
      let frame = PageFrame(
        catalogue: Catalogue(language), address: PageAddress(.account),
        token: FormToken(random: FixedBytes()),
        person: hostile)
      return (name, try ParsedPage(frame.document(page).document))
    }
  }

  @Test(
    "is well formed, in its language, with one main heading and a title",
    arguments: Language.allCases)
  func frame(language: Language) throws {
    for (name, page) in try Self.parsed(language) {
      #expect(page.first("html")?.attributes["lang"] == language.code, "\(name)")
      #expect(page.all("h1").count == 1, "\(name)")
      #expect(page.all("main").count == 1, "\(name)")
      #expect(page.title.hasSuffix(" – Brama") && page.title.count > 10, "\(name)")
      #expect(page.all("b").isEmpty, "\(name): text became mark-up")
    }
  }

  @Test(
    "holds no style, no handler and no script but the file of ours: nothing inline",
    arguments: Language.allCases)
  func nothingInline(language: Language) throws {
    for (name, page) in try Self.parsed(language) {
      for element in page.elements {
        #expect(!["style", "iframe", "object", "base"].contains(element.name), "\(name)")
        if element.name == "script" {
          #expect(element.attributes == ["type": "module", "src": Asset.leaving.path], "\(name)")
          #expect(element.text.isEmpty, "\(name)")
        }
        #expect(element.attributes["style"] == nil, "\(name)")
        #expect(!element.attributes.keys.contains { $0.hasPrefix("on") }, "\(name)")
        for link in ["href", "src", "action"].compactMap({ element.attributes[$0] }) {
          let isOurs = link.hasPrefix("/") && !link.hasPrefix("//")
          let isKnown =
            link.hasPrefix("data:image/svg+xml;base64,") || link.hasPrefix("otpauth://totp/")
            || link == "#main"
          #expect(isOurs || isKnown, "\(name): \(link)")
        }
      }
    }
  }

  @Test(
    "has a label for every field, and ids that are unique and found", arguments: Language.allCases)
  func labels(language: Language) throws {
    for (name, page) in try Self.parsed(language) {
      let ids = page.elements.compactMap { $0.attributes["id"] }
      #expect(ids.count == Set(ids).count, "\(name)")
      for element in page.elements {
        let references =
          (element.attributes["aria-describedby"] ?? "").split(separator: " ").map(String.init)
          + [element.attributes["for"], element.attributes["aria-labelledby"]].compactMap { $0 }
        for id in references { #expect(ids.contains(id), "\(name): \(id)") }
      }
      for field in page.elements
      where ["input", "select"].contains(field.name) && field.attributes["type"] != "hidden"
        && field.attributes["hidden"] == nil
      {
        let id = field.attributes["id"] ?? ""
        #expect(page.all("label").contains { $0.attributes["for"] == id }, "\(name): \(id)")
        let needsNone = ["checkbox", "radio"].contains(field.attributes["type"])
        #expect(field.attributes["autocomplete"] != nil || needsNone, "\(name): \(id)")
      }
      #expect(page.elements.count { $0.attributes["autofocus"] != nil } <= 1, "\(name)")
      for image in page.all("img") { #expect(image.attributes["alt"] != nil, "\(name)") }
    }
  }

  @Test("gives every form that changes something the form token", arguments: Language.allCases)
  func tokens(language: Language) throws {
    for (name, page) in try Self.parsed(language) {
      let posts = page.all("form").count { $0.attributes["method"] == "post" }
      let tokens = page.all("input").count { $0.attributes["name"] == "form-token" }
      #expect(posts == tokens, "\(name)")
    }
  }

  @Test("a page that is shown once offers no way that loses it")
  func shownOnce() throws {
    for (name, page) in try Self.parsed(.polish) where name == "recovery codes" {
      #expect(
        page.all("a").compactMap { $0.attributes["href"] }
          == ["#main", "/account?done=second-factor-on"])
      #expect(page.all("form").isEmpty)
      #expect(page.contains("Nie pokażemy ich ponownie."))
    }
  }

  @Test("password managers and phones find what each field wants")
  func autocomplete() throws {
    let pages = Dictionary(
      try Self.parsed(.english).map { ($0.name, $0.page) }, uniquingKeysWith: { first, _ in first })
    let signIn = try #require(pages["sign-in"])
    #expect(signIn.element(id: "login")?.attributes["autocomplete"] == "username")
    #expect(signIn.element(id: "password")?.attributes["autocomplete"] == "current-password")
    #expect(signIn.element(id: "password")?.attributes["type"] == "password")
    let code = try #require(pages["second step"]?.element(id: "code"))
    #expect(code.attributes["autocomplete"] == "one-time-code")
    #expect(code.attributes["inputmode"] == "numeric")
    let activation = try #require(pages["activation"])
    #expect(activation.element(id: "newPassword")?.attributes["autocomplete"] == "new-password")
    // Whatever is typed into a field for a password is hidden.
    for page in pages.values {
      for field in page.all("input")
      where field.attributes["autocomplete"]?.hasSuffix("-password") == true {
        #expect(field.attributes["type"] == "password")
      }
    }
  }

  @Test("signing out is in sight on every page of a person's, but where something is shown once")
  func signingOut() throws {
    for (name, page) in Self.pages(.english) {
      let frame = PageFrame(
        catalogue: Catalogue(.english), address: PageAddress(.account),
        token: FormToken(random: FixedBytes()), person: "Anna Nowak")
      let parsed = try ParsedPage(frame.document(page).document)
      let forms = parsed.all("form").filter { $0.attributes["action"] == "/sign-out" }
      #expect(forms.count == (page.isShownOnce ? 0 : 1), "\(name)")
    }
  }

  @Test("the enrolment shows the steps, the picture, the key and the address (TFA-12 to 14)")
  func enrolment() throws {
    let page = try #require(try Self.parsed(.english).first { $0.name == "enrolment" }?.page)
    #expect(page.elements.count { $0.name == "li" && $0.path.last == "ol" } == 4)
    #expect(page.contains("Google Authenticator"))
    #expect(page.element(id: "key")?.text == "ABCD EFGH IJKL MNOP QRST UVWX YZ23 4567")
    #expect(page.all("img").contains { $0.attributes["class"] == "qr" })
    #expect(page.contains("Your administrator requires two-step verification."))
    let hrefs = page.all("a").compactMap { $0.attributes["href"] }
    #expect(hrefs.contains { $0.hasPrefix("otpauth://totp/Brama:") })
  }

  @Test("a wrong code is told with the server's time")
  func serverTime() throws {
    let page = try #require(
      try Self.parsed(.english).first { $0.name == "second step, recovery" }?.page)
    #expect(
      page.alert
        == "The code is not right. Check the time on your device.Server time: 21:59:57 UTC")
  }
}

struct FixedBytes: RandomSource {
  func bytes(_ count: Int) -> [UInt8] { Array(repeating: 7, count: count) }
}
