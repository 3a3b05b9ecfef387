// Our own source because toml++ is a C++ header that cannot be imported.
#include "ctoml.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <sstream>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace {
struct malformed {};

[[noreturn]] void refuse() { throw malformed{}; }
} // namespace

// toml++ 3.3 asserts some of what it should report ("[[#" is enough), and in release builds lets the
// compiler assume it: both would be worse than an error.
#undef NDEBUG
#define TOML_ASSERT(expr) (static_cast<bool>(expr) ? static_cast<void>(0) : refuse())
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 1
// Past this depth toml++ reports a parse error; a configuration needs four.
#define TOML_MAX_NESTED_VALUES 32
#include <toml++/toml.h>

namespace {

// Tokens as they are gathered: their texts stand in one string, which moves while it grows.
struct tokens {
  std::vector<ctoml_token> list;
  std::vector<size_t> offsets;
  std::string texts;

  void add(ctoml_type type, const toml::source_position &position, size_t count, std::string_view text) {
    list.push_back({type, position.line, position.column, count, nullptr, text.size()});
    offsets.push_back(texts.size());
    texts += text;
  }
};

ctoml_type type_of(const toml::node &node) {
  switch (node.type()) {
  case toml::node_type::table:
    return CTOML_TABLE;
  case toml::node_type::array:
    return CTOML_ARRAY;
  case toml::node_type::string:
    return CTOML_STRING;
  case toml::node_type::integer:
    return CTOML_INTEGER;
  case toml::node_type::floating_point:
    return CTOML_FLOAT;
  case toml::node_type::boolean:
    return CTOML_BOOLEAN;
  default:
    return CTOML_DATETIME;
  }
}

std::string scalar_text(const toml::node &node) {
  if (const auto *value = node.as_string())
    return value->get();
  if (const auto *value = node.as_integer())
    return std::to_string(value->get());
  if (const auto *value = node.as_boolean())
    return value->get() ? "true" : "false";
  std::ostringstream stream;
  if (const auto *value = node.as_floating_point())
    stream << *value;
  else if (const auto *value = node.as_date())
    stream << *value;
  else if (const auto *value = node.as_time())
    stream << *value;
  else if (const auto *value = node.as_date_time())
    stream << *value;
  return stream.str();
}

void add_value(tokens &out, const toml::node &node) {
  const auto *array = node.as_array();
  const bool is_scalar = !array && !node.is_table();
  out.add(type_of(node), node.source().begin, array ? array->size() : 0,
          is_scalar ? scalar_text(node) : std::string());
  if (!array)
    return;
  for (const auto &element : *array)
    add_value(out, element);
}

struct entry {
  toml::source_position position;
  size_t first;
  size_t end;
};

// toml++ frees tables within tables by recursion and does not count those of dotted keys: a line of
// half a million dots would exhaust the stack. A line of a configuration has fewer than this.
constexpr int most_dots = 1024;
// Tables within tables; a configuration needs three.
constexpr size_t most_depth = 32;

struct too_deep {
  toml::source_position position;
};

// The line that holds too many dots, or 0.
uint32_t line_too_deep(std::string_view text) {
  uint32_t line = 1;
  int dots = 0;
  for (char byte : text) {
    if (byte == '\n') {
      line++;
      dots = 0;
    } else if (byte == '.' && ++dots > most_dots) {
      return line;
    }
  }
  return 0;
}

void collect(tokens &out, std::vector<entry> &entries, std::vector<std::string_view> &path,
             const toml::table &table) {
  if (path.size() >= most_depth)
    throw too_deep{table.source().begin};
  for (const auto &[key, node] : table) {
    path.push_back(key.str());
    const toml::source_position position = node.source().begin;
    const size_t first = out.list.size();
    out.add(CTOML_ENTRY, position, path.size(), {});
    for (const auto part : path)
      out.add(CTOML_KEY, position, 0, part);
    add_value(out, node);
    entries.push_back({position, first, out.list.size()});
    if (const auto *inner = node.as_table())
      collect(out, entries, path, *inner);
    path.pop_back();
  }
}

// One piece of memory for all of it, in the order of the entries.
ctoml_answer *answer_of(const tokens &out, const std::vector<entry> &entries) {
  const size_t list_bytes = out.list.size() * sizeof(ctoml_token);
  const size_t bytes = sizeof(ctoml_answer) + list_bytes + out.texts.size() + 1;
  auto *answer = static_cast<ctoml_answer *>(std::malloc(bytes));
  if (!answer)
    return nullptr;
  auto *list = reinterpret_cast<ctoml_token *>(answer + 1);
  auto *texts = reinterpret_cast<char *>(list + out.list.size());
  std::memcpy(texts, out.texts.c_str(), out.texts.size() + 1);
  size_t count = 0;
  for (const auto &entry : entries)
    for (size_t index = entry.first; index < entry.end; index++) {
      list[count] = out.list[index];
      list[count++].text = texts + out.offsets[index];
    }
  *answer = {list, count, bytes};
  return answer;
}

ctoml_answer *values_of(const toml::table &document) {
  tokens out;
  std::vector<entry> entries;
  std::vector<std::string_view> path;
  collect(out, entries, path, document);
  // A table of toml++ is sorted by key; errors are wanted in the order of the document.
  std::sort(entries.begin(), entries.end(), [](const entry &a, const entry &b) {
    return std::tie(a.position.line, a.position.column, a.first) <
           std::tie(b.position.line, b.position.column, b.first);
  });
  return answer_of(out, entries);
}

ctoml_answer *error_of(const toml::source_position &position, std::string_view message) {
  tokens out;
  out.add(CTOML_ERROR, position, 0, message);
  return answer_of(out, {{position, 0, 1}});
}

bool is_malformed(std::string_view text) {
  try {
    static_cast<void>(toml::parse(text));
  } catch (const malformed &) {
    return true;
  } catch (const toml::parse_error &) {
  }
  return false;
}

// The first line with which a malformed text is malformed: toml++ does not say where it was.
uint32_t malformed_line(std::string_view text) {
  std::vector<size_t> ends;
  for (size_t index = 0; index < text.size(); index++)
    if (text[index] == '\n' || index + 1 == text.size())
      ends.push_back(index + 1);
  const auto line = std::partition_point(ends.begin(), ends.end(), [&](size_t end) {
    return !is_malformed(text.substr(0, end));
  });
  return static_cast<uint32_t>(line - ends.begin()) + 1;
}

ctoml_answer *document_of(std::string_view text) {
  if (const uint32_t line = line_too_deep(text))
    return error_of({line, 1}, "too many dots in one line");
  try {
    return values_of(toml::parse(text));
  } catch (const malformed &) {
    return error_of({malformed_line(text), 1}, "this line is malformed");
  } catch (const too_deep &error) {
    return error_of(error.position, "tables are nested too deeply");
  } catch (const toml::parse_error &error) {
    return error_of(error.source().begin, error.description());
  }
}

} // namespace

extern "C" ctoml_answer *ctoml_read(const char *text, size_t length) {
  try {
    return document_of(std::string_view{text, length});
  } catch (const std::exception &) {
    return nullptr;
  }
}

extern "C" void ctoml_wipe_and_free(ctoml_answer *answer) {
  explicit_bzero(answer, answer->bytes);
  std::free(answer);
}
