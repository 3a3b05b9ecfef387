import Glibc
import Text

/// A new name is safe on the disk only once its folder is (fsync(2)).
enum FolderSync {
  static func sync(folderOf path: String) throws {
    let folder = FilePath.folder(of: path)
    let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw BackupProblem(path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw BackupProblem(path) }
  }
}
