/// The name that was probably meant (CONF-05): the nearest by edits, if it is near enough.
func nearestName(to name: String, among names: some Sequence<String>) -> String? {
  let nearest = names.map { (name: $0, distance: editDistance(name, $0)) }
    .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
  guard let nearest, nearest.distance <= max(2, name.count / 4) else { return nil }
  return nearest.name
}

/// Levenshtein's distance: insertions, removals and replacements between two texts.
func editDistance(_ a: String, _ b: String) -> Int {
  let a = Array(a.utf8.prefix(128))
  let b = Array(b.utf8.prefix(128))
  var row = Array(0...b.count)
  for (i, left) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, right) in b.enumerated() {
      let replaced = diagonal + (left == right ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[b.count]
}
