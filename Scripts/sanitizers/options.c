// What a sanitizer is told when the environment does not say it: some tests start `brama` without any.
//
// `Scripts/check` names the folders: SANITIZERS, where the suppressions are, and REPORTS, where each process
// writes what it finds. Only the functions of the sanitizer that is linked are asked for.
const char *__asan_default_options(void) { return "log_path=" REPORTS "/address"; }
const char *__lsan_default_options(void) { return "suppressions=" SANITIZERS "/leaks"; }
const char *__tsan_default_options(void) {
  return "suppressions=" SANITIZERS "/threads:log_path=" REPORTS "/thread";
}
