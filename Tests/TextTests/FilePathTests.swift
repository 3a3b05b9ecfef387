import Testing
import Text

@Suite struct FilePathTests {
  @Test(
    "the folder and the last name of a path",
    arguments: [
      ("/a/b", "/a", "b"), ("/a/b/", "/a", "b"), ("/a//b//", "/a", "b"), ("/a", "/", "a"),
      ("//a", "/", "a"), ("a/b", "a", "b"), ("./a", ".", "a"), ("a", "", "a"), ("a/", "", "a"),
      (".", "", "."), ("", "", ""), ("/", "/", ""), ("ż/ó", "ż", "ó"),
    ])
  func parts(path: String, folder: String, name: String) {
    #expect(FilePath.folder(of: path) == folder)
    #expect(FilePath.name(of: path) == name)
  }
}
