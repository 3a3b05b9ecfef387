import Glibc

/// Which file a path leads to, however it is spelled.
struct FileIdentity: Hashable {
  private let device: dev_t
  private let inode: ino_t
  /// For a file that is not there yet: its name in the folder that the other two tell.
  private let newName: String?

  /// - Returns: `nil` when not even the folder is there.
  init?(_ path: String) {
    var found = stat()
    if stat(path, &found) == 0 {
      newName = nil
    } else if stat(PrivateFile.folder(of: path), &found) == 0 {
      newName = PrivateFile.name(of: path)
    } else {
      return nil
    }
    device = found.st_dev
    inode = found.st_ino
  }
}
