import Foundation
import Identity
import Testing

@testable import App

@Suite struct ConfigurationImportTests {
  private func toml(_ text: String) throws -> String {
    try WebConfigImport.toml(of: Array(text.utf8))
  }

  let file = """
    <?xml version="1.0" encoding="utf-8"?>
    <!-- <appSettings><add key="MultiCompany" value="false"/></appSettings> -->
    <configuration>
      <connectionStrings><add name="MaxLoginAttempts" connectionString="x"/></connectionStrings>
      <appSettings>
        <add key="MultiCompany" value="True" />
        <!-- <add key="MaxLoginAttempts" value="99"/> -->
        <add value='7' key='MaxLoginAttempts'></add>
        <add key="LoginBlockTime" value=" 120 "/>
        <add key="KSeFWorkMode" value="Demo"/>
        <add key="ChatERPUrl" value="https://chat/?a=1&amp;b=&quot;2&quot;&#10;x = 1"/>
        <add key="strConnectDMS" value="Server=s;Password=hunter2"/>
        <add key="ChatERPApiKeyEncrypted" value="c2VjcmV0"/>
        <add key="webpages:Version" value="3.0.0.0"/>
      </appSettings>
      <location path="old"><appSettings><add key="MultiCompany" value="false"/></appSettings></location>
    </configuration>
    """

  @Test("CONF-07: the known keys of appSettings are taken over, all others ignored, secrets never")
  func takenOver() throws {
    #expect(
      try toml(file) == """
        # Taken over from the appSettings of a Web.config.
        multi_company = true

        [sign_in]
        max_attempts = 7
        block_time = 120

        # KSeFWorkMode = "Demo" belongs to a module that Brama does not have.
        # ChatERPUrl = "https://chat/?a=1&b=\\"2\\"\\nx = 1" belongs to a module that Brama does not have.
        # ChatERPApiKeyEncrypted holds a secret and was not taken over.
        # strConnectDMS holds a secret and was not taken over.

        """)
  }

  @Test("What is taken over is a configuration that can be loaded")
  func loads() throws {
    let folder = try ConfigurationFolder()
    let loaded = try folder.load(try toml(file), ["BRAMA_HTTP_LISTEN": ""])
    #expect(loaded.configuration.multiCompany)
    #expect(loaded.configuration.signIn.maxAttempts == 7)
    #expect(loaded.configuration.signIn.blockTime == .seconds(120))
    #expect(loaded.warnings.isEmpty)
  }

  @Test("A value that Brama does not allow is a comment that says so")
  func refused() throws {
    let text = """
      <configuration><appSettings>
      <add key="MaxLoginAttempts" value="0"/><add key="MultiCompany" value="“true”"/>
      <add key="LoginBlockTime" value="soon&#10;[x]"/>
      </appSettings></configuration>
      """
    #expect(
      try toml(text) == """
        # Taken over from the appSettings of a Web.config.

        # MultiCompany: remove the typographic quotes.
        # MaxLoginAttempts: value 0 is not allowed; allowed: whole numbers from 1 to 1000.
        # LoginBlockTime: value soon\\n[x] is not allowed; allowed: whole numbers from 1 to 86400.

        """)
  }

  @Test("Keys are found in any letter case; of two the last counts; clear and remove are obeyed")
  func dotNet() {
    let settings = AppSettings(
      """
      <appSettings><add key="a" value="0"/><clear/><add key="A" value="1"/><add key="a" value="2"/>
      <add key="b" value="3"/><remove key="B"/><add key="c"/></appSettings>
      """)
    #expect(settings.settings == [.init(key: "a", value: "2"), .init(key: "c", value: "")])
  }

  @Test(
    "Entities are decoded once, unknown ones left alone",
    arguments: [
      ("&lt;&gt;&amp;&quot;&apos;", "<>&\"'"), ("&#65;&#x42;&#x1F600;", "AB😀"),
      ("&amp;lt;", "&lt;"),
      ("&nope; & &;", "&nope; & &;"), ("&#xD800;&#99999999999;", "&#xD800;&#99999999999;"),
    ])
  func entities(text: String, decoded: String) {
    #expect(AppSettings.decode(text[...]) == decoded)
  }

  @Test("UTF-16 with its mark and UTF-8 with its mark are read")
  func encodings() throws {
    let text =
      "<configuration><appSettings><add key=\"MultiCompany\" value=\"true\"/></appSettings>"
    let expected = "# Taken over from the appSettings of a Web.config.\nmulti_company = true\n"
    var utf16: [UInt8] = [0xff, 0xfe]
    for unit in text.utf16 { utf16 += [UInt8(unit & 0xff), UInt8(unit >> 8)] }
    #expect(try WebConfigImport.toml(of: utf16) == expected)
    #expect(try WebConfigImport.toml(of: [0xef, 0xbb, 0xbf] + Array(text.utf8)) == expected)
  }

  @Test("What is no Web.config is refused with a reason")
  func noWebConfig() {
    #expect(throws: WebConfigImport.Failure.noAppSettings) { try toml("") }
    #expect(throws: WebConfigImport.Failure.noAppSettings) { try toml("<configuration/>") }
    #expect(throws: WebConfigImport.Failure.notText) { try WebConfigImport.toml(of: [0xc3, 0x28]) }
    #expect(throws: WebConfigImport.Failure.tooLarge) {
      try WebConfigImport.toml(of: [UInt8](repeating: 32, count: WebConfigImport.limit + 1))
    }
  }

  @Test(
    "Broken XML ends, and gives what could be read",
    arguments: [
      "<appSettings><add key=\"a\" value=\"1\"/><add key=",
      "<appSettings><add key=\"a\" value=\"1\"",
      "<appSettings><add key=\"a\" value=\"1\"/><!-- ", "<appSettings <add key=\"a\" value=\"1\"/>",
      "<appSettings><add =\"\" key=\"a\" value=\"1\" \"'/>", "<appSettings><add/><", "<appSettings",
    ])
  func broken(text: String) {
    #expect(AppSettings(text).settings.count <= 1)
  }
}
