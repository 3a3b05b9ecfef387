/// The mark of Brama: an open gate. Its colours keep their contrast on light and on dark ground alike,
/// and it holds neither style nor script.
enum Logo {
  static let text = """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48" width="48" height="48">\
    <rect width="48" height="48" rx="12" fill="#0f6a63"/>\
    <path d="M10 38V22a14 14 0 0 1 28 0v16" fill="none" stroke="#ffffff" stroke-width="3.4" \
    stroke-linecap="round"/>\
    <path d="M15.5 38V22.5a8.5 8.5 0 0 1 8.5-8.5v24z" fill="#ffffff"/>\
    <path d="M24 14l7.5 5v15.5L24 38z" fill="#8fd9cd"/>\
    <path d="M7 38.3h34" stroke="#ffffff" stroke-width="3.4" stroke-linecap="round"/>\
    </svg>
    """
}
