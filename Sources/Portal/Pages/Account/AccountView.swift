import Identity
import Messages

/// The own account: who is signed in, where, with which second factor and password.
struct AccountView: Sendable {
  let markup: FormMarkup
  let current: CheckedSession
  /// Newest first, the current one among them.
  let sessions: [CheckedSession]
  let zone: ClockZone
  var notice: Label?

  private var person: Person { current.person }

  var page: Page {
    Page(markup.text(.accountTitle), width: .wide, hasProblem: markup.problem != nil) {
      element("div", [.class("sheet")]) {
        heading(1, markup.text(.accountTitle))
        if let notice {
          element("p", [.class("notice good"), .role("status")]) { markup.text(notice) }
        }
        markup.alert
        whoIsSignedIn
      }
      element("section", [.class("sheet"), .labelled(by: "second-factor")]) { secondFactor }
      element("section", [.class("sheet"), .labelled(by: "own-password")]) { password }
      element("section", [.class("sheet"), .labelled(by: "sessions")]) { sessionList }
    }
  }

  private var whoIsSignedIn: HTML {
    element("dl") {
      element("dt") { markup.text(.name) }
      element("dd") { person.name }
      element("dt") { markup.text(.login) }
      element("dd") { person.login }
      if let email = person.email, !email.isEmpty {
        element("dt") { markup.text(.email) }
        element("dd") { email }
      }
      element("dt") { markup.text(.role) }
      element("dd") {
        "\(markup.text(person.role == .administrator ? .administrator : .user)), "
          + markup.text(person.isDomainMember ? .domainMember : .nativeUser)
      }
    }
  }

  @HTMLBuilder private var secondFactor: HTML {
    heading(2, markup.text(.secondFactorTitle), [.id("second-factor")])
    if person.isEnrolled {
      element("p", [.class("state on")]) { markup.text(.secondFactorIsOn) }
      element("div", [.class("buttons")]) {
        link(.ownRecoveryCodes, markup.text(.newRecoveryCodes), [.class("button second")])
        link(.ownSecondFactor, markup.text(.reenrol), [.class("button second")])
        link(.ownSecondFactorDisable, markup.text(.turnOff), [.class("button second")])
      }
    } else {
      element("p", [.class("state")]) { markup.text(.secondFactorIsOff) }
      paragraph(markup.text(.enrolmentIntroduction), [.class("lead")])
      element("p") { link(.ownSecondFactor, markup.text(.enrolmentStart), [.class("button")]) }
    }
  }

  @HTMLBuilder private var password: HTML {
    heading(2, markup.text(.passwordTitle), [.id("own-password")])
    if person.isDomainMember {
      paragraph(markup.text(.passwordInDomain))
    } else {
      element("p") {
        link(.ownPassword, markup.text(.changePassword), [.class("button second")])
      }
    }
  }

  @HTMLBuilder private var sessionList: HTML {
    heading(2, markup.text(.sessionsTitle), [.id("sessions")])
    paragraph(markup.text(.sessionsIntroduction), [.class("lead")])
    element("ul", [.class("cards")]) {
      for session in sessions { card(session) }
    }
    if sessions.count > 1 {
      markup.form(.endOtherSessions) {
        element("div", [.class("buttons")]) {
          markup.button(.endOtherSessions, [.class("danger")])
        }
      }
    }
  }

  private func card(_ checked: CheckedSession) -> HTML {
    let session = checked.session
    let isThis = session.id == current.session.id
    let place = place(session)
    return element("li") {
      element("div", [.class("what")]) {
        element("h3") {
          place
          if isThis { element("span", [.class("mark")]) { markup.text(.thisSession) } }
          if session.isRemembered {
            element("span", [.class("mark")]) { markup.text(.remembered) }
          }
        }
        element("dl") {
          element("dt") { markup.text(.address) }
          element("dd") { session.origin.address }
          element("dt") { markup.text(.startedAt) }
          element("dd") { moment(session.createdAt) }
          element("dt") { markup.text(.lastSeenAt) }
          element("dd") { moment(session.lastSeenAt) }
          element("dt") { markup.text(.endsAt) }
          element("dd") {
            if let end = checked.expiresAt { moment(end) } else { markup.text(.noEnd) }
          }
        }
      }
      if !isThis {
        markup.form(.endSession) {
          markup.hidden("session", session.id.description)
          element(
            "button",
            [
              .type("submit"), .class("danger small"),
              .label(
                markup.text(.endSessionOf("\(place), \(session.origin.address)"))),
            ]
          ) { markup.text(.endSession) }
        }
      }
    }
  }

  private func place(_ session: Session) -> String {
    let name = markup.text(.clientName(session.client))
    let kind = name.prefix(1).uppercased() + name.dropFirst()
    guard let agent = session.origin.userAgent, let browser = BrowserName(userAgent: agent) else {
      return kind
    }
    return "\(kind): \(browser.text)"
  }

  private func moment(_ timestamp: Timestamp) -> HTML {
    element("time", [.dateTime(timestamp.rfc3339)]) {
      markup.catalogue.moment(timestamp, in: zone)
    }
  }
}
