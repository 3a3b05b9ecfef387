extension Portal {
  var openAPI: [UInt8] { JSON.object([]).serialized() }
}
