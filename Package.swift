// swift-tools-version: 6.2
import PackageDescription

/// The house's strict flags (Sources/README.md, "Flags"): no hidden existentials, no leaked imports.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// How the program is linked that is delivered. Relocations are packed (DT_RELR, which glibc 2.36 and lld know
/// and gold does not: 10 KB instead of 1.1 MB to read at each start); nothing is exported, so that what is not
/// used can go; all symbols are bound at the start, and their table is read-only from then on; what unwinds the
/// stack for C++ is inside.
let delivered = LinkerSetting.unsafeFlags(
  [
    "-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs", "-Xlinker",
    "--no-export-dynamic", "-Xlinker", "-z", "-Xlinker", "now", "-Xlinker", "-O1", "-Xlinker",
    "--as-needed", "-Xclang-linker", "-static-libgcc",
  ], .when(platforms: [.linux], configuration: .release))

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: dependencies, path: "Tests/\(name)Tests",
    swiftSettings: strict)
}

let package = Package(
  name: "brama",
  products: [.executable(name: "brama", targets: ["brama"])],
  targets: [
    // C libraries of Debian; each folder holds module.modulemap and shim.h alone.
    .systemLibrary(name: "CLinux"),
    .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CLDAP", pkgConfig: "ldap", providers: [.apt(["libldap-dev"])]),
    .systemLibrary(
      name: "CGSSAPI", providers: [.apt(["libkrb5-dev"])]),
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(name: "COATH", pkgConfig: "liboath", providers: [.apt(["liboath-dev"])]),
    .systemLibrary(
      name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
    .systemLibrary(name: "CUnistring", providers: [.apt(["libunistring-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    // toml++ is a C++ header: one function of our own gives its values with line and column.
    .target(name: "CTOML"),

    library("Threads", ["CLinux"]),
    library("Text", ["CUnistring"]),
    library("Diagnostics", ["Threads"]),
    library("Identity", ["Text"]),
    library("Messages", ["Identity", "Text"]),
    library("Secrets", ["Identity", "Text", "Threads", "CSodium", "COATH", "CQREncode"]),
    library(
      "LDAPDirectory",
      ["Identity", "Text", "Diagnostics", "Threads", "CLDAP", "CGSSAPI", "CLinux", "COpenSSL"]),
    library("Storage", ["Identity", "Text", "Diagnostics", "Threads", "CSQLite"]),
    library("HTTPEngine", ["Diagnostics", "Threads", "CLinux", "COpenSSL"]),
    library("Portal", ["Identity", "Messages", "HTTPEngine", "Diagnostics", "Threads"]),
    library(
      "App",
      [
        "Identity", "Messages", "Secrets", "LDAPDirectory", "Storage", "HTTPEngine", "Portal",
        "Diagnostics", "Text", "Threads", "CLinux", "CTOML",
      ]),
    .executableTarget(
      name: "brama", dependencies: ["App", "Identity", "Messages", "Text"],
      swiftSettings: strict, linkerSettings: [delivered]),

    // The servers that tests start for real.
    .target(
      name: "TestKit", dependencies: ["CLinux", "COpenSSL"], path: "Tests/TestKit",
      swiftSettings: strict),
    tests("TestKit", ["TestKit"]),
    tests("Threads", ["Threads"]),
    tests("Text", ["Text"]),
    tests("Identity", ["Identity", "Secrets", "Storage", "TestKit"]),
    tests("Secrets", ["Secrets", "Identity", "TestKit"]),
    tests("LDAPDirectory", ["LDAPDirectory", "Identity", "Messages", "TestKit"]),
    tests("Storage", ["Storage", "Identity", "Threads", "TestKit"]),
    tests("Diagnostics", ["Diagnostics"]),
    tests("HTTPEngine", ["HTTPEngine", "Diagnostics", "TestKit"]),
    tests(
      "Portal",
      [
        "Portal", "Identity", "Messages", "HTTPEngine", "Secrets", "Storage", "TestKit",
      ]),
    tests(
      "App",
      [
        "App", "Identity", "Messages", "Secrets", "Storage", "LDAPDirectory", "HTTPEngine",
        "Portal", "Diagnostics", "TestKit",
      ]),
    // Whole sign-ins: the built program, a real directory, a real browser.
    tests("EndToEnd", ["TestKit"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

// The fuzzers (docs/fuzzing.md) link with libFuzzer, which an ordinary build has not: they are part of the
// package only where `Scripts/fuzz` asks for them.
if Context.environment["BRAMA_FUZZ"] != nil {
  package.targets += [
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "App", "Identity", "Messages", "Secrets", "LDAPDirectory", "Storage",
        "HTTPEngine", "Portal",
      ],
      path: "Tests/Fuzz", exclude: ["Seeds"], swiftSettings: strict)
  ]
}
