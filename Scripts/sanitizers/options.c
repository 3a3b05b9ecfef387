// What a sanitizer is told when the environment does not say it: some tests start `brama` without any.
//
// `Scripts/check` names what there is: SANITIZERS, the folder of the suppressions; REPORTS, the one where each
// process writes what it finds; SYMBOLIZER, which suppressions need, for they go by the names of functions. Only
// the functions of the sanitizer that is linked are asked for.
const char *__asan_default_options(void) {
  return "log_path=" REPORTS "/address:external_symbolizer_path=" SYMBOLIZER;
}

// Not told of what was suppressed: that would be a report.
const char *__lsan_default_options(void) { return "suppressions=" SANITIZERS "/leaks:print_suppressions=0"; }

const char *__tsan_default_options(void) {
  return "suppressions=" SANITIZERS "/threads:log_path=" REPORTS "/thread:external_symbolizer_path=" SYMBOLIZER;
}
