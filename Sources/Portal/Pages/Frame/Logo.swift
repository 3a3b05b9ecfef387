/// The mark of Brama: an open gate. Its colours keep their contrast on light and on dark ground alike,
/// and it holds neither style nor script.
enum Logo {
  static let text = """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" width="48" height="48">\
    <rect width="48" height="48" rx="12" fill="#0f6a63"/>\
    <path d="M10 38V22a14 14 0 0 1 28 0v16" fill="none" stroke="#ffffff" stroke-width="3.4" \
    stroke-linecap="round"/>\
    <path d="M16.5 38V23.5a7.5 7.5 0 0 1 5-7.1V38z" fill="#ffffff"/>\
    <path d="M31.5 38V23.5a7.5 7.5 0 0 0-5-7.1V38z" fill="#9fe0d6"/>\
    <path d="M7 38.3h34" stroke="#ffffff" stroke-width="3.4" stroke-linecap="round"/>\
    </svg>
    """
}
