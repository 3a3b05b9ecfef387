/// Two upper-case hexadecimal digits, as RFC 4514 and RFC 4515 write an escaped byte.
func hex(_ byte: UInt8) -> String {
  let digits: [Character] = Array("0123456789ABCDEF")
  return String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
}

/// The value of one hexadecimal digit, `nil` for any other byte.
func hexValue(_ digit: UInt8) -> UInt8? {
  switch digit {
  case 48...57: digit - 48
  case 65...70: digit - 55
  case 97...102: digit - 87
  default: nil
  }
}
