import Testing

/// A reader for small QR codes without damage (ISO/IEC 18004): versions 1 to 3 at level M hold their data
/// in one block, so that no error correction is needed to read it.
enum QRDecoding {
  /// The text of a picture with its quiet zone of four modules; byte mode only.
  static func text(_ picture: [[Bool]]) throws -> String {
    let dark = picture.dropFirst(4).dropLast(4).map { Array($0.dropFirst(4).dropLast(4)) }
    let bits = try dataBits(dark)
    func number(_ start: Int, _ length: Int) -> Int {
      bits[start..<start + length].reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
    }
    try #require(number(0, 4) == 0b0100, "byte mode")
    let count = number(4, 8)
    return String(
      decoding: (0..<count).map { UInt8(number(12 + 8 * $0, 8)) }, as: UTF8.self)
  }

  private static func dataBits(_ dark: [[Bool]]) throws -> [Bool] {
    let side = dark.count
    try #require(side <= 29, "one block only up to version 3")
    // Format: bits 14 to 10 are level and mask, under the fixed pattern 10101 (7.9).
    let format = (0..<5).reduce(0) { $0 << 1 | (dark[8][$1] ? 1 : 0) } ^ 0b10101
    try #require(format >> 3 == 0b00, "level M")
    let mask = format & 0b111
    var bits: [Bool] = []
    var upward = true
    var right = side - 1
    while right > 0 {
      if right == 6 { right = 5 }
      for step in 0..<side {
        let row = upward ? side - 1 - step : step
        for column in [right, right - 1] where !isFunction(row, column, side) {
          bits.append(dark[row][column] != isMasked(mask, row, column))
        }
      }
      upward.toggle()
      right -= 2
    }
    return bits
  }

  private static func isFunction(_ row: Int, _ column: Int, _ side: Int) -> Bool {
    if row == 6 || column == 6 { return true }
    if row < 9 && (column < 9 || column >= side - 8) || row >= side - 8 && column < 9 {
      return true
    }
    // The one alignment pattern of versions 2 and 3.
    return side > 21 && abs(row - (side - 7)) <= 2 && abs(column - (side - 7)) <= 2
  }

  private static func isMasked(_ mask: Int, _ i: Int, _ j: Int) -> Bool {
    switch mask {
    case 0: (i + j) % 2 == 0
    case 1: i % 2 == 0
    case 2: j % 3 == 0
    case 3: (i + j) % 3 == 0
    case 4: (i / 2 + j / 3) % 2 == 0
    case 5: i * j % 2 + i * j % 3 == 0
    case 6: (i * j % 2 + i * j % 3) % 2 == 0
    default: ((i + j) % 2 + i * j % 3) % 2 == 0
    }
  }
}
