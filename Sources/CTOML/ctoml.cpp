// Our own source because toml++ is a C++ header that cannot be imported.
#include "ctoml.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
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

void append_string(std::string &out, std::string_view text) {
  out += '"';
  for (unsigned char byte : text) {
    if (byte == '"' || byte == '\\') {
      out += '\\';
      out += static_cast<char>(byte);
    } else if (byte < 0x20) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", byte);
      out += escaped;
    } else {
      out += static_cast<char>(byte);
    }
  }
  out += '"';
}

void append_position(std::string &out, const toml::source_position &position) {
  out += "\"line\":" + std::to_string(position.line);
  out += ",\"column\":" + std::to_string(position.column);
}

const char *type_name(const toml::node &node) {
  switch (node.type()) {
  case toml::node_type::table:
    return "table";
  case toml::node_type::array:
    return "array";
  case toml::node_type::string:
    return "string";
  case toml::node_type::integer:
    return "integer";
  case toml::node_type::floating_point:
    return "float";
  case toml::node_type::boolean:
    return "boolean";
  default:
    return "datetime";
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

// Position, type and value of a node, without braces.
void append_node(std::string &out, const toml::node &node) {
  append_position(out, node.source().begin);
  out += ",\"type\":\"";
  out += type_name(node);
  out += '"';
  if (node.is_table())
    return;
  out += ",\"value\":";
  const auto *array = node.as_array();
  if (!array) {
    append_string(out, scalar_text(node));
    return;
  }
  out += '[';
  bool first = true;
  for (const auto &element : *array) {
    if (!first)
      out += ',';
    first = false;
    out += '{';
    append_node(out, element);
    out += '}';
  }
  out += ']';
}

struct entry {
  toml::source_position position;
  size_t number;
  std::string json;
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

void collect(std::vector<entry> &entries, std::vector<std::string_view> &path,
             const toml::table &table) {
  if (path.size() >= most_depth)
    throw too_deep{table.source().begin};
  for (const auto &[key, node] : table) {
    path.push_back(key.str());
    std::string json = "{\"path\":[";
    for (size_t index = 0; index < path.size(); index++) {
      if (index > 0)
        json += ',';
      append_string(json, path[index]);
    }
    json += "],";
    append_node(json, node);
    json += '}';
    entries.push_back({node.source().begin, entries.size(), std::move(json)});
    if (const auto *inner = node.as_table())
      collect(entries, path, *inner);
    path.pop_back();
  }
}

std::string values_json(const toml::table &document) {
  std::vector<entry> entries;
  std::vector<std::string_view> path;
  collect(entries, path, document);
  // A table of toml++ is sorted by key; errors are wanted in the order of the document.
  std::sort(entries.begin(), entries.end(), [](const entry &a, const entry &b) {
    return std::tie(a.position.line, a.position.column, a.number) <
           std::tie(b.position.line, b.position.column, b.number);
  });
  std::string json = "{\"values\":[";
  for (size_t index = 0; index < entries.size(); index++) {
    if (index > 0)
      json += ',';
    json += entries[index].json;
  }
  return json + "]}";
}

std::string error_json(const toml::source_position &position, std::string_view message) {
  std::string json = "{\"error\":{";
  append_position(json, position);
  json += ",\"message\":";
  append_string(json, message);
  return json + "}}";
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

std::string document_json(std::string_view text) {
  if (const uint32_t line = line_too_deep(text))
    return error_json({line, 1}, "too many dots in one line");
  try {
    return values_json(toml::parse(text));
  } catch (const malformed &) {
    return error_json({malformed_line(text), 1}, "this line is malformed");
  } catch (const too_deep &error) {
    return error_json(error.position, "tables are nested too deeply");
  } catch (const toml::parse_error &error) {
    return error_json(error.source().begin, error.description());
  }
}

} // namespace

extern "C" char *ctoml_json(const char *text, size_t length) {
  try {
    const std::string json = document_json(std::string_view{text, length});
    auto *copy = static_cast<char *>(std::malloc(json.size() + 1));
    if (copy)
      std::memcpy(copy, json.c_str(), json.size() + 1);
    return copy;
  } catch (const std::exception &) {
    return nullptr;
  }
}

extern "C" void ctoml_free(char *json) { std::free(json); }
