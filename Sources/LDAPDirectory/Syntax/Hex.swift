/// Two upper-case hexadecimal digits, as RFC 4514 and RFC 4515 write an escaped byte.
func hex(_ byte: UInt8) -> [UInt8] { [hexDigit(byte >> 4), hexDigit(byte & 15)] }

private func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x37 + value }

/// The value of one hexadecimal digit, `nil` for any other byte.
func hexValue(_ digit: UInt8) -> UInt8? {
  switch digit {
  case 48...57: digit - 48
  case 65...70: digit - 55
  case 97...102: digit - 87
  default: nil
  }
}

func hexText(_ byte: UInt8) -> String { String(decoding: hex(byte), as: UTF8.self) }
