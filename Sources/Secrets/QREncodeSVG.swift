import CQREncode
public import Identity

/// QR pictures as stand-alone SVG documents (ISO/IEC 18004 through libqrencode).
///
/// Black on white with the quiet zone of four modules that readers need, whatever the colours of the page
/// around it. Nothing that a strict Content-Security-Policy stops: no script, no style, no link.
public struct QREncodeSVG: QRPictures {
  /// Modules of white around the picture (ISO/IEC 18004, 6.3.8).
  static let quietZone = 4
  /// Pixels a module unless the page's style sheet says otherwise.
  private static let scale = 4

  public init() {}

  /// The picture of a text, as bytes in UTF-8, with error correction M where that fits, else L.
  ///
  /// A text that no QR code holds (empty, or longer than 2,953 bytes) gives a white square: the page
  /// always shows the text beside the picture.
  public func svg(_ text: String) -> String {
    let bytes = Array(text.utf8)
    let modules =
      Self.modules(bytes, level: QR_ECLEVEL_M) ?? Self.modules(bytes, level: QR_ECLEVEL_L)
      ?? Modules(width: 0, dark: [])
    return Self.document(modules)
  }

  /// The square of modules, row after row.
  struct Modules {
    let width: Int
    let dark: [Bool]
  }

  private static func modules(_ bytes: [UInt8], level: QRecLevel) -> Modules? {
    // Version 0: the smallest that holds the text.
    guard let code = QRcode_encodeData(Int32(bytes.count), bytes, 0, level) else { return nil }
    defer { QRcode_free(code) }
    let width = Int(code.pointee.width)
    // The lowest bit of a module is its colour (qrencode.h, QRcode).
    let dark = UnsafeBufferPointer(start: code.pointee.data, count: width * width)
      .map { $0 & 1 == 1 }
    return Modules(width: width, dark: dark)
  }

  private static func document(_ modules: Modules) -> String {
    let side = modules.width + 2 * quietZone
    let pixels = side * scale
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(side) \(side)" width="\(pixels)" \
      height="\(pixels)" role="img" aria-label="QR" shape-rendering="crispEdges">\
      <rect width="\(side)" height="\(side)" fill="#ffffff"/>\
      <path fill="#000000" d="\(path(modules))"/></svg>
      """
  }

  /// One rectangle for each run of dark modules in a row.
  private static func path(_ modules: Modules) -> String {
    var path = ""
    for row in 0..<modules.width {
      var column = 0
      while column < modules.width {
        guard modules.dark[row * modules.width + column] else {
          column += 1
          continue
        }
        let start = column
        while column < modules.width, modules.dark[row * modules.width + column] { column += 1 }
        let length = column - start
        path += "M\(start + quietZone) \(row + quietZone)h\(length)v1h-\(length)z"
      }
    }
    return path
  }
}
