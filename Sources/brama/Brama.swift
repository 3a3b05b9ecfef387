@main
struct Brama {
  static func main() {}
}
